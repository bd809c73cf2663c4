package store

import (
	"testing"
	"time"

	"examdesk/model"
)

// BenchmarkBacklog looks for what is due in an outbox of 100,000 messages that
// all wait for their next try: a platform that was down for a night.
func BenchmarkBacklog(b *testing.B) {
	s := mustOpen(b, sharedCopy(b), Options{Platform: true})
	if err := s.Migrate(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	err := s.Update(b.Context(), func(tx *Tx) error {
		_, err := tx.exec(b.Context(), "fill", `INSERT INTO examdesk_outbox
			(decision_id, attempt_id, created, kind, certainty, payload, state, idempotency_key, next_try)
			WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 100000)
			SELECT '', n / 5, '2026-11-20 16:00:00', 'credit', 'will', '{}', 'pending', n, '2026-11-20 17:00:00' FROM c`)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if c, err := claimTo(b.Context(), s, model.ThePlatform, sharedNow(), time.Minute, 8); err != nil || len(c.Messages) != 0 {
			b.Fatal(c, err)
		}
		if _, waiting, err := s.NextMessage(b.Context(), model.ThePlatform); err != nil || !waiting {
			b.Fatal(err)
		}
	}
}
