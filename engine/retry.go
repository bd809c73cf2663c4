package engine

import (
	"context"
	"strconv"

	"examdesk/model"
	"examdesk/store"
)

// CountRetry returns how many messages [Guarded.RetryMessages] would make due, and
// refuses one who may not do it.
func (e *Guarded) CountRetry(ctx context.Context, set model.RetrySet) (n int64, err error) {
	err = e.ask(ctx, e.caller(), model.DeedRetryDelivery, nil, func(tx *store.Tx, _ model.Actor) error {
		n, err = tx.CountRetry(ctx, set)
		return err
	})
	return n, err
}

// RetryMessages makes messages due again and returns how many; see
// [store.Tx.RetryMessages].
func (e *Guarded) RetryMessages(ctx context.Context, set model.RetrySet) (n int64, err error) {
	err = e.do(ctx, e.caller(), model.DeedRetryDelivery, nil, func(tx *store.Tx, _ model.Actor) (lines []line, err error) {
		if n, err = tx.RetryMessages(ctx, set); err != nil || n == 0 {
			return nil, err
		}
		for _, id := range set.IDs {
			lines = append(lines, line{subject: model.Subject{Kind: model.SubjectMessage, ID: id}, to: string(model.MessagePending)})
		}
		if len(lines) == 0 { // all messages in a state, however many, are one deed on the store
			lines = []line{{subject: model.Subject{Kind: model.SubjectStore}, from: string(set.State), to: strconv.FormatInt(n, 10) + " " + string(model.MessagePending)}}
		}
		return lines, nil
	})
	return n, err
}
