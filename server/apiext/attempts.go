package apiext

import (
	"context"
	"iter"

	"examdesk/model"
	"examdesk/wire"
)

func attempts() []handler {
	return []handler{
		on(wire.FindAttempts, func(ctx context.Context, s model.StateStore, p wire.AttemptsParams) (model.AttemptPage, error) {
			q, err := queryOf(p)
			if err != nil {
				return model.AttemptPage{}, err
			}
			q.Limit = limit(q.Limit)
			return s.FindAttempts(ctx, q)
		}),
		walk(wire.StreamAttempts, func(ctx context.Context, s model.StateStore, p wire.AttemptsParams) iter.Seq2[model.AttemptRow, error] {
			q, err := queryOf(p)
			if err != nil {
				return failed[model.AttemptRow](err)
			}
			return s.Attempts(ctx, q)
		}),
		on(wire.CountSections, func(ctx context.Context, s model.StateStore, p wire.CourseParams) ([]model.SectionCount, error) {
			return s.CountSections(ctx, p.CourseID)
		}),
		on(wire.ReadAttempt, func(ctx context.Context, s model.StateStore, p wire.AttemptParams) (model.AttemptDetail, error) {
			return s.ReadAttempt(ctx, p.AttemptID)
		}),
	}
}

// maxPage is how many rows one answer has at most; lists of any length are streams.
const maxPage = 1000

func limit(n int) int {
	if n <= 0 || n > maxPage {
		return maxPage
	}
	return n
}

func queryOf(p wire.AttemptsParams) (model.AttemptQuery, error) {
	filter, err := filterOf(p.Filter, p.Where)
	return model.AttemptQuery{Filter: filter, NewestFirst: p.Newest, After: p.After, Before: p.Before, Limit: p.Limit}, err
}

// filterOf is a filter as words and as JSON: both must hold.
func filterOf(words string, where *model.Filter) (model.Filter, error) {
	f, err := model.ParseFilter(words)
	switch {
	case err != nil:
		return f, err
	case where == nil:
		return f, nil
	case words == "":
		return *where, nil
	}
	return where.And(f), nil
}
