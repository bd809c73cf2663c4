package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"examdesk/model"
)

// effectPayload returns what a message says about an effect. The names are those of
// docs/platform.md.
func (a Attached) effectPayload(e model.Effect, at time.Time) map[string]any {
	about := map[string]any{
		"course_id": e.Exam.CourseID.Raw(), "content_id": e.Exam.ContentID.Raw(), "exam_id": e.Exam.ID,
		"attempt_id": e.Attempt.ID, "user_id": e.Attempt.UserID, "value": e.Value,
	}
	if e.By != nil {
		about["by_user_id"] = e.By.ID
	}
	if e.Kind == model.EffectBackend {
		// The attempt, and its ids with it, may be gone by the time this is sent.
		about["backend"] = a.backendOf(e.Exam)
		about["exam_external_id"], about["attempt_external_id"] = e.Exam.ExternalID.Raw(), e.Attempt.ExternalID.Raw()
	}
	if e.Kind == model.EffectEvent {
		about["event"] = model.EventOf(e, at)
	}
	if e.Signal != nil {
		about["signal"] = e.Signal
	}
	return about
}

const (
	// outboxRows is how many effects one statement records: SQLite takes 32,766
	// arguments.
	outboxRows = 1000
	// outboxKept is up to how many effects the statement is kept prepared: one for each
	// number that a deed on one attempt may have.
	outboxKept = 12
)

// outbox records the messages to a platform, in order.
func (t outboxTables) outbox(ctx context.Context, decision string, at time.Time, effects []model.Effect) error {
	for part := range slices.Chunk(effects, outboxRows) {
		if err := t.outboxPart(ctx, decision, at, part); err != nil {
			return err
		}
	}
	return nil
}

func (t outboxTables) outboxPart(ctx context.Context, decision string, at time.Time, effects []model.Effect) error {
	columns := t.outboxColumns()
	var rows []string
	var args []any
	for _, e := range effects {
		if e.Certainty == model.WillNot || !LeavesStore(e) {
			continue
		}
		state := t.newState(e)
		t.told = t.told || state == model.MessagePending
		payload, err := json.Marshal(t.s.attached.effectPayload(e, at))
		if err != nil {
			return model.Wrap(err, model.CodeInternal, "An effect could not be encoded.")
		}
		certainty := model.Message{Certainty: e.Certainty}.CertaintyWord()
		values := []any{decision, e.Attempt.ID, formatTime(at), string(e.Kind), certainty, string(payload), string(state)}
		if t.s.Info().Delivers {
			values = append(values, uuid.NewString(), deliveredAt(state, at))
		}
		rows = append(rows, "("+strings.Repeat("?, ", len(values)-1)+"?)")
		args = append(args, values...)
	}
	if len(rows) == 0 {
		return nil
	}
	text := "INSERT"
	if len(rows) > outboxKept {
		text += " " + varying // of one length each time
	}
	_, err := t.exec(ctx, "record the effects", text+" INTO examdesk_outbox ("+columns+") VALUES "+strings.Join(rows, ", "), args...)
	return err
}

// outboxColumns returns the columns of a new message.
func (t outboxTables) outboxColumns() string {
	const columns = "decision_id, attempt_id, created, kind, certainty, payload, state"
	if t.s.Info().Delivers {
		return columns + ", idempotency_key, delivered"
	}
	return columns
}

// deliveredAt returns when a new message arrived, empty for one that has not.
func deliveredAt(state model.MessageState, at time.Time) string {
	if state == model.MessageDelivered {
		return formatTime(at)
	}
	return ""
}

// newState returns a new message's state: it waits if there is a recipient to take
// it. A store whose tables are of an earlier version only records.
func (t outboxTables) newState(e model.Effect) model.MessageState {
	info := t.s.Info()
	if info.Delivers && e.Carried {
		return model.MessageDelivered
	}
	if info.Delivers && (info.Platform || t.s.attached.direct(e)) {
		return model.MessagePending
	}
	return model.MessageRecorded
}

// RecordEffects records the messages that a platform would get about a change that is not a
// decision. A store without examdesk's tables keeps none of it.
func (t outboxTables) RecordEffects(ctx context.Context, at time.Time, effects []model.Effect) error {
	if !t.s.Info().Migrated {
		return nil
	}
	return t.outbox(ctx, "", at, effects)
}

// LeavesStore reports whether an effect happens outside of the store, so that
// it is recorded in the outbox. A service is notified of an exam when the exam is
// saved, or not at all, and asked to forget a learner when the learner is retired.
func LeavesStore(e model.Effect) bool {
	if e.Kind == model.EffectBackend && (e.Value == model.BackendSaveExam || e.Value == model.BackendRetire) {
		return false
	}
	switch e.Kind {
	case model.EffectDecline, model.EffectClearOnboarding, model.EffectOtherAttempts,
		model.EffectReadGradeRule, model.EffectReadCreditState, model.EffectReadEscalationEmail, model.EffectReadVerifiedName:
		return false
	case model.EffectCompletion, model.EffectCredit, model.EffectGradeOverride, model.EffectGradeUndo, model.EffectCertificate,
		model.EffectMail, model.EffectBackend, model.EffectEvent, model.EffectSignal, model.EffectDeleteAnswers,
		model.EffectCreditRemove, model.EffectNotifySupport:
	}
	return true
}
