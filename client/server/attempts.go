package server

import (
	"context"
	"iter"

	"examdesk/model"
	"examdesk/wire"
)

type attempts struct{ at *conn }

func paramsOf(q model.AttemptQuery) wire.AttemptsParams {
	return wire.AttemptsParams{Where: &q.Filter, Newest: q.NewestFirst, After: q.After, Before: q.Before, Limit: q.Limit}
}

// Attempts implements [model.AttemptStreamer].
func (s attempts) Attempts(ctx context.Context, q model.AttemptQuery) iter.Seq2[model.AttemptRow, error] {
	return walk(ctx, s.at, wire.StreamAttempts, paramsOf(q))
}

// FindAttempts implements [model.AttemptFinder].
func (s attempts) FindAttempts(ctx context.Context, q model.AttemptQuery) (model.AttemptPage, error) {
	return ask(ctx, s.at, wire.FindAttempts, paramsOf(q))
}

// CountSections implements [model.AttemptFinder].
func (s attempts) CountSections(ctx context.Context, course string) ([]model.SectionCount, error) {
	return ask(ctx, s.at, wire.CountSections, wire.CourseParams{CourseID: course})
}

// ReadAttempt implements [model.AttemptReader].
func (s attempts) ReadAttempt(ctx context.Context, id int64) (model.AttemptDetail, error) {
	return ask(ctx, s.at, wire.ReadAttempt, wire.AttemptParams{AttemptID: id})
}

// VideoURL implements [model.VideoFinder].
func (s attempts) VideoURL(ctx context.Context, id int64) (string, error) {
	v, err := ask(ctx, s.at, wire.VideoURL, wire.AttemptParams{AttemptID: id})
	return v.VideoURL, err
}

// AttemptIDByCode implements [model.AttemptLocator].
func (s attempts) AttemptIDByCode(ctx context.Context, code string) (int64, error) {
	return ask(ctx, s.at, wire.AttemptIDByCode, wire.CodeParams{AttemptCode: code})
}

// UserAttempts implements [model.AttemptLocator].
func (s attempts) UserAttempts(ctx context.Context, userID, examID int64) ([]model.AttemptRow, error) {
	return ask(ctx, s.at, wire.UserAttempts, wire.LearnerExamParams{UserID: userID, ExamID: examID})
}
