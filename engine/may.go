package engine

import (
	"context"

	"examdesk/model"
)

// May refuses a deed that the actor may do nowhere in the store, so that nobody
// is shown a plan that they may not carry out.
func (e *Guarded) May(ctx context.Context, deed model.Deed) error {
	return e.ask(ctx, e.caller(), deed, nil, nil)
}
