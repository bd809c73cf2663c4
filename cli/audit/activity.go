package audit

import (
	"context"

	"examdesk/cli/kit"
	"examdesk/model"
)

// withActivity opens the store and refuses one that keeps no lines.
func withActivity(ctx context.Context, a *kit.Factory, f func(*kit.Opened) error) error {
	return kit.WithStore(ctx, a, func(o *kit.Opened) error {
		keeps, err := o.Store.KeepsActivity(ctx)
		if err == nil && !keeps {
			err = model.Errorf(model.CodeUnsupported, "This store keeps no lines of activity: examdesk's tables are missing or older. `examdesk store migrate` adds them; until then only Django's history_user_id says who acted.")
		}
		if err != nil {
			return err
		}
		return f(o)
	})
}

// outsideSubject is what the subject of a row of a source is.
func outsideSubject(s model.HistorySource) string {
	if s == model.HistoryReview {
		return string(model.HistoryAttempt)
	}
	return string(s)
}
