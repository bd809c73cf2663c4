package store

import (
	"context"
	"time"

	"examdesk/model"
)

// SaveAttempt writes an attempt's row and its history row, as a save in Django
// with simple-history does. It returns the attempt's id.
func (t *Tx) SaveAttempt(ctx context.Context, s model.Save, at time.Time) (int64, error) {
	id := s.Attempt.ID
	switch s.Kind {
	case model.SaveCreate:
		created, err := t.insertAttempt(ctx, s.Attempt)
		if err != nil {
			return 0, err
		}
		id = created
	case model.SaveUpdate:
		if err := t.updateAttempt(ctx, s.Attempt); err != nil {
			return 0, err
		}
	case model.SaveDelete:
		return id, t.deleteAttempt(ctx, s.Attempt, at)
	}
	return id, t.copyHistory(ctx, id, s.Kind, at)
}

func nullText(t model.Text) any {
	if t == "" {
		return nil
	}
	return t.Raw()
}

func nullTime(t *time.Time) any {
	if t == nil {
		return nil
	}
	return formatTime(*t)
}

func (t *Tx) insertAttempt(ctx context.Context, a model.Attempt) (int64, error) {
	res, err := t.exec(ctx, "write the attempt", "INSERT INTO "+tableAttempt+` (created, modified, attempt_code, external_id, status,
		taking_as_proctored, is_sample_attempt, review_policy_id, proctored_exam_id, user_id, is_status_acknowledged,
		time_remaining_seconds, is_resumable, ready_to_resume, resumed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		formatTime(a.Created), formatTime(a.Modified), a.Code.Raw(), a.ExternalIDOrNil(), string(a.Status), a.TakingAsProctored,
		a.IsSampleAttempt, a.ReviewPolicyID, a.ExamID, a.UserID, a.IsStatusAcknowledged, a.TimeRemainingSeconds,
		a.IsResumable, a.ReadyToResume, a.Resumed)
	if err != nil {
		return 0, err
	}
	id, err := res.LastInsertId()
	return id, mapError(err, "write the attempt")
}

func (t *Tx) updateAttempt(ctx context.Context, a model.Attempt) error {
	return t.execOne(ctx, "write the attempt", "UPDATE "+tableAttempt+` SET modified = ?, started_at = ?, completed_at = ?,
		external_id = CASE WHEN ? THEN NULL ELSE external_id END, allowed_time_limit_mins = ?, status = ?, taking_as_proctored = ?, is_resumable = ?,
		ready_to_resume = ?, resumed = ?, is_status_acknowledged = ?, time_remaining_seconds = ? WHERE id = ?`,
		formatTime(a.Modified), nullTime(a.StartedAt), nullTime(a.CompletedAt), a.ExternalIDOrNil() == nil, a.AllowedTimeLimitMins,
		string(a.Status), a.TakingAsProctored, a.IsResumable, a.ReadyToResume, a.Resumed, a.IsStatusAcknowledged, a.TimeRemainingSeconds, a.ID)
}

// historyColumns are the columns that a history row shares with its attempt.
const historyColumns = `id, created, modified, started_at, completed_at, attempt_code, external_id, allowed_time_limit_mins,
	status, taking_as_proctored, is_sample_attempt, review_policy_id, is_status_acknowledged, time_remaining_seconds,
	is_resumable, proctored_exam_id, user_id, ready_to_resume, resumed`

// copyHistory copies the row as it stands, so that what SQL knows of it (NULL
// or empty) stays exact.
func (t *Tx) copyHistory(ctx context.Context, id int64, kind model.SaveKind, at time.Time) error {
	return t.archive(ctx, model.HistoryAttempt, "write the history", "INSERT INTO "+tableHistory+" ("+historyColumns+", history_date, history_type, history_user_id) SELECT "+
		historyColumns+", ?, ?, ? FROM "+tableAttempt+" WHERE id = ?", formatTime(at), string(kind), nullID(t.by), id)
}

// deleteAttempt deletes an attempt. Its review stays and is marked as one of an
// attempt that is gone (handlers.finish_attempt_flow).
func (t *Tx) deleteAttempt(ctx context.Context, a model.Attempt, at time.Time) error {
	if err := t.copyHistory(ctx, a.ID, model.SaveDelete, at); err != nil {
		return err
	}
	if err := t.execOne(ctx, "delete the attempt", "DELETE FROM "+tableAttempt+" WHERE id = ?", a.ID); err != nil {
		return err
	}
	ids, err := t.reviewIDs(ctx, a.Code)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := t.ArchiveReview(ctx, id, at); err != nil {
			return err
		}
		err := t.execOne(ctx, "write the review", "UPDATE "+tableReview+" SET is_attempt_active = 0, modified = ? WHERE id = ?", formatTime(at), id)
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) reviewIDs(ctx context.Context, code model.Text) ([]int64, error) {
	return t.ids(ctx, "find the review", "SELECT id FROM "+tableReview+" WHERE attempt_code = ?", code.Raw())
}

// ArchiveReview copies a review to the archive, where it gets times of its own.
func (t *Tx) ArchiveReview(ctx context.Context, reviewID int64, at time.Time) error {
	const columns = "attempt_code, review_status, raw_data, exam_id, reviewed_by_id, student_id, is_attempt_active, encrypted_video_url"
	now := formatTime(at)
	return t.archive(ctx, model.HistoryReview, "archive the review", "INSERT INTO "+tableReviewHistory+" (created, modified, "+columns+") SELECT ?, ?, "+columns+
		" FROM "+tableReview+" WHERE id = ?", now, now, reviewID)
}

// UpdateReview changes a review's status and reviewer, and nothing else of it.
func (t *Tx) UpdateReview(ctx context.Context, reviewID int64, status model.ReviewStatus, reviewerID int64, at time.Time) error {
	return t.execOne(ctx, "write the review", "UPDATE "+tableReview+" SET review_status = ?, reviewed_by_id = ?, modified = ? WHERE id = ?",
		string(status), reviewerID, formatTime(at), reviewID)
}

// RecordDecision writes the decision's id, who took it and why, and its effects
// to the outbox. A store without examdesk's tables keeps none of it.
func (t *Tx) RecordDecision(ctx context.Context, d model.Decision, reviewerID int64, from model.ReviewStatus, plan model.DecisionPlan) error {
	if !t.s.Info().Migrated {
		return nil
	}
	reason, err := t.reasonOf(ctx, d)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, "record the decision", `INSERT INTO examdesk_decision
		(id, attempt_id, stamp, reviewer_id, status_from, status_to, review_from, review_to, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.AttemptID, formatTime(d.Stamp), reviewerID, string(plan.From), string(plan.To), string(from), string(d.Review), reason)
	if err != nil {
		return err
	}
	return t.outbox(ctx, d.ID, d.Stamp, plan.Effects)
}

// reasonOf files a decision's reason with the others, where it can be erased. A
// store of an earlier version keeps it beside the decision: then it is returned.
func (t *Tx) reasonOf(ctx context.Context, d model.Decision) (string, error) {
	keeps, err := t.keepsActivity(ctx)
	if err != nil || !keeps || d.Reason == "" {
		return d.Reason, err
	}
	row, err := t.AttemptRow(ctx, d.AttemptID)
	if err == nil {
		_, err = t.fileReason(ctx, d.ID, row.Attempt.UserID, d.Reason)
	}
	return "", err
}

// RecordEffects records the messages that a platform would get about a change that is not a
// decision. A store without examdesk's tables keeps none of it.
func (t *Tx) RecordEffects(ctx context.Context, at time.Time, effects []model.Effect) error {
	if !t.s.Info().Migrated {
		return nil
	}
	return t.outbox(ctx, "", at, effects)
}

// LeavesStore reports whether an effect happens outside of the store, so that
// it is recorded in the outbox. A service is notified of an exam when the exam is
// saved, or not at all.
func LeavesStore(e model.Effect) bool {
	if e.Kind == model.EffectBackend && e.Value == model.BackendSaveExam {
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
