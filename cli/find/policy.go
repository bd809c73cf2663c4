package find

import (
	"context"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// PolicyNow returns an exam's review policy; nil if it has none.
func PolicyNow(ctx context.Context, o *kit.Opened, examID int64) (*vocab.PolicyJSON, error) {
	p, err := o.Store.ReviewPolicy(ctx, examID)
	switch {
	case err == nil:
		return &vocab.PolicyJSON{ID: p.ID, Text: p.Text.Raw(), SetBy: p.SetBy.Username.Raw(), Modified: jsonout.Time(p.Modified)}, nil
	case model.CodeOf(err) == model.CodeNotFound:
		err = nil
	}
	return nil, err
}
