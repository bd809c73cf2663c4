package outbox

import (
	"context"
	"time"

	"examdesk/model"
)

// Oldest is when the oldest message in a state was written, zero if there is
// none.
func Oldest(ctx context.Context, s model.OutboxReader, state model.MessageState) (time.Time, error) {
	for m, err := range s.Messages(ctx, model.MessageQuery{State: state}) {
		return m.Created, err
	}
	return time.Time{}, nil
}
