package find

import (
	"context"
	"fmt"
	"iter"

	"examdesk/cli/kit"
	"examdesk/model"
)

// Narrowed walks through what a filter finds. On standard error it prints what the
// filter's short names stand for, and which names do not exist. It asks the store for
// that only if the filter may have short names, or found nothing.
func Narrowed(ctx context.Context, a *kit.Factory, o *kit.Opened, q model.AttemptQuery) (iter.Seq2[model.AttemptRow, error], error) {
	read := q.Filter.MayBeShort()
	if read {
		var err error
		if q.Filter, err = readFilter(ctx, a, o, q.Filter); err != nil {
			return nil, err
		}
	}
	return func(yield func(model.AttemptRow, error) bool) {
		some := false
		for r, err := range o.Store.Attempts(ctx, q) {
			some = true
			if !yield(r, err) {
				return
			}
		}
		if some || read || !q.Filter.Names() {
			return
		}
		if _, err := readFilter(ctx, a, o, q.Filter); err != nil {
			yield(model.AttemptRow{}, err)
		}
	}, nil
}

func readFilter(ctx context.Context, a *kit.Factory, o *kit.Opened, f model.Filter) (model.Filter, error) {
	r, err := o.Store.ReadFilter(ctx, f)
	if err != nil {
		return f, err
	}
	for _, said := range r.Sentences() {
		if _, err := fmt.Fprintln(a.Err, "Note: "+said); err != nil {
			return f, err
		}
	}
	return r.Filter, nil
}
