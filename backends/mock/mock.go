// Package mock is the proctoring service that needs none: a moment after an
// attempt is registered its software is said to be ready (edx-proctoring 5.2.0,
// backends.mock).
package mock

import (
	"context"
	"log/slog"
	"time"

	"examdesk/backends/null"
	"examdesk/guard"
	"examdesk/model"
)

const (
	// delay lets the attempt be written before its software is ready.
	delay = time.Second
	// patience limits the call.
	patience = 10 * time.Second
	// software is the original's download address.
	software = "mockurl"
)

// Service is the stand-in. The zero value never calls back.
type Service struct {
	null.Service
	// Ready handles the software's callback; nil does nothing.
	Ready func(ctx context.Context, attemptCode string) error
	// After calls f after a time; [time.AfterFunc] if nil.
	After func(d time.Duration, f func())
	// Log gets Ready's failures; nil discards them.
	Log *slog.Logger
}

var _ model.ProctoringService = (*Service)(nil)

// RegisterAttempt implements [model.ProctoringService]: the id is the attempt's
// own code. The callback comes also if the request is over by then.
func (s *Service) RegisterAttempt(ctx context.Context, _ model.Exam, r model.Registration) (string, error) {
	if s.Ready == nil {
		return r.AttemptCode, nil
	}
	after := s.After
	if after == nil {
		after = func(d time.Duration, f func()) { time.AfterFunc(d, f) }
	}
	later := context.WithoutCancel(ctx)
	after(delay, func() {
		ctx, cancel := context.WithTimeout(later, patience)
		defer cancel()
		err := guard.Do("calling back as the mock service", func() error { return s.Ready(ctx, r.AttemptCode) })
		if err != nil && s.Log != nil {
			s.Log.LogAttrs(ctx, slog.LevelWarn, "the mock service's callback failed", slog.String("error", model.Clean(err.Error())))
		}
	})
	return r.AttemptCode, nil
}

// DownloadURL implements [model.ProctoringService].
func (*Service) DownloadURL(context.Context, model.Exam, model.Attempt) (string, error) {
	return software, nil
}
