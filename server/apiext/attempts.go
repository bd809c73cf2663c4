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
		on(wire.AttemptHistory, func(ctx context.Context, s model.StateStore, p wire.AttemptParams) ([]model.HistoryEntry, error) {
			d, err := s.ReadAttempt(ctx, p.AttemptID)
			return d.History, err
		}),
		on(wire.AttemptReview, func(ctx context.Context, s model.StateStore, p wire.AttemptParams) (model.Review, error) {
			return reviewOf(ctx, s, p.AttemptID)
		}),
		on(wire.AttemptComments, func(ctx context.Context, s model.StateStore, p wire.AttemptParams) ([]model.Comment, error) {
			r, err := reviewOf(ctx, s, p.AttemptID)
			return r.Comments, err
		}),
		on(wire.VideoURL, func(ctx context.Context, s model.StateStore, p wire.AttemptParams) (wire.Video, error) {
			url, err := s.VideoURL(ctx, p.AttemptID)
			return wire.Video{VideoURL: url}, err
		}),
		on(wire.AttemptIDByCode, func(ctx context.Context, s model.StateStore, p wire.CodeParams) (int64, error) {
			return s.AttemptIDByCode(ctx, p.AttemptCode)
		}),
		on(wire.UserAttempts, func(ctx context.Context, s model.StateStore, p wire.LearnerExamParams) ([]model.AttemptRow, error) {
			return s.UserAttempts(ctx, p.UserID, p.ExamID)
		}),
	}
}

func reviewOf(ctx context.Context, s model.StateStore, attempt int64) (model.Review, error) {
	d, err := s.ReadAttempt(ctx, attempt)
	switch {
	case err != nil:
		return model.Review{}, err
	case d.Review == nil:
		return model.Review{}, model.Errorf(model.CodeNotFound, "Attempt %d has no review.", attempt)
	}
	return *d.Review, nil
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
