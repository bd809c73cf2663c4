package store

import (
	"context"
	"time"

	"examdesk/model"
)

// historyColumns are the columns that a history row shares with its attempt.
const historyColumns = `id, created, modified, started_at, completed_at, attempt_code, external_id, allowed_time_limit_mins,
	status, taking_as_proctored, is_sample_attempt, review_policy_id, is_status_acknowledged, time_remaining_seconds,
	is_resumable, proctored_exam_id, user_id, ready_to_resume, resumed`

// SaveAttempt writes an attempt's row and its history row, as a save in Django
// with simple-history does. It returns the attempt's id.
func (t attemptTables) SaveAttempt(ctx context.Context, s model.Save, at time.Time) (int64, error) {
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

func (t attemptTables) insertAttempt(ctx context.Context, a model.Attempt) (int64, error) {
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

func (t attemptTables) updateAttempt(ctx context.Context, a model.Attempt) error {
	set := "modified = ?"
	if a.ExternalIDOrNil() == nil { // else it stays, and so do its indexes
		set = "external_id = NULL, " + set
	}
	return t.execOne(ctx, "write the attempt", "UPDATE "+tableAttempt+" SET "+set+`, started_at = ?, completed_at = ?, allowed_time_limit_mins = ?, status = ?, taking_as_proctored = ?, is_resumable = ?,
		ready_to_resume = ?, resumed = ?, is_status_acknowledged = ?, time_remaining_seconds = ? WHERE id = ?`,
		formatTime(a.Modified), nullTime(a.StartedAt), nullTime(a.CompletedAt), a.AllowedTimeLimitMins,
		string(a.Status), a.TakingAsProctored, a.IsResumable, a.ReadyToResume, a.Resumed, a.IsStatusAcknowledged, a.TimeRemainingSeconds, a.ID)
}

// copyHistory copies the row as it stands, so that what SQL knows of it (NULL
// or empty) stays exact.
func (t attemptTables) copyHistory(ctx context.Context, id int64, kind model.SaveKind, at time.Time) error {
	return t.archive(ctx, model.HistoryAttempt, "write the history", "INSERT INTO "+tableHistory+" ("+historyColumns+", history_date, history_type, history_user_id) SELECT "+
		historyColumns+", ?, ?, ? FROM "+tableAttempt+" WHERE id = ?", formatTime(at), string(kind), nullID(t.by), id)
}

// deleteAttempt deletes an attempt. Its review stays and is marked as one of an
// attempt that is gone (handlers.finish_attempt_flow).
func (t attemptTables) deleteAttempt(ctx context.Context, a model.Attempt, at time.Time) error {
	if err := t.copyHistory(ctx, a.ID, model.SaveDelete, at); err != nil {
		return err
	}
	if err := t.execOne(ctx, "delete the attempt", "DELETE FROM "+tableAttempt+" WHERE id = ?", a.ID); err != nil {
		return err
	}
	ids, err := reviewTables(t).reviewIDs(ctx, a.Code)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := reviewTables(t).ArchiveReview(ctx, id, at); err != nil {
			return err
		}
		err := t.execOne(ctx, "write the review", "UPDATE "+tableReview+" SET is_attempt_active = 0, modified = ? WHERE id = ?", formatTime(at), id)
		if err != nil {
			return err
		}
	}
	return nil
}
