package queue

import (
	"context"

	"examdesk/model"
)

// pageKind is what a page is for.
type pageKind int

const (
	pageFirst pageKind = iota
	pageRefresh
	pageLast
	pageAhead
	pageBehind
)

// foundPage is a page with what the store makes of its filter.
type foundPage struct {
	page model.AttemptPage
	said model.FilterReading
}

// findPage asks for a page. With the first one a filter is read against what
// the store holds, if it may hold short names or found nothing.
func findPage(ctx context.Context, desk model.Desk, kind pageKind, q model.AttemptQuery) (foundPage, error) {
	out := foundPage{said: model.FilterReading{Filter: q.Filter}}
	var err error
	read := kind == pageFirst && q.Filter.MayBeShort()
	if read {
		if out.said, err = desk.ReadFilter(ctx, q.Filter); err != nil {
			return out, err
		}
		q.Filter = out.said.Filter
	}
	if out.page, err = desk.FindAttempts(ctx, q); err != nil {
		return out, err
	}
	if kind == pageFirst && !read && len(out.page.Rows) == 0 && q.Filter.Names() {
		out.said, err = desk.ReadFilter(ctx, q.Filter)
	}
	return out, err
}
