package mock

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

// The callback comes later, and also if the request is over by then.
func TestRegister(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	var ready []string
	var later func()
	s := &Service{
		Ready: func(ctx context.Context, code string) error {
			if _, limited := ctx.Deadline(); ctx.Err() != nil || !limited {
				t.Error("no context of its own")
			}
			ready = append(ready, code)
			return errors.New("there is no attempt")
		},
		After: func(d time.Duration, f func()) {
			if d != time.Second {
				t.Errorf("after %s", d)
			}
			later = f
		},
		Log: slog.New(slog.NewTextHandler(&log, nil)),
	}
	ctx, cancel := context.WithCancel(t.Context())
	id, err := s.RegisterAttempt(ctx, model.Exam{}, model.Registration{AttemptCode: "CODE"})
	if id != "CODE" || err != nil || len(ready) != 0 {
		t.Fatal(id, err, ready)
	}
	cancel()
	later()
	if strings.Join(ready, " ") != "CODE" || !strings.Contains(log.String(), "no attempt") {
		t.Error(ready, log.String())
	}
}

func TestByItself(t *testing.T) {
	t.Parallel()
	var s Service
	if id, err := s.RegisterAttempt(t.Context(), model.Exam{}, model.Registration{AttemptCode: "C"}); id != "C" || err != nil {
		t.Error(id, err)
	}
	if url, err := s.DownloadURL(t.Context(), model.Exam{}, model.Attempt{}); url != "mockurl" || err != nil {
		t.Error(url, err)
	}
	done := make(chan string, 1)
	s.Ready = func(_ context.Context, code string) error {
		done <- code
		return nil
	}
	if _, err := s.RegisterAttempt(t.Context(), model.Exam{}, model.Registration{AttemptCode: "C"}); err != nil {
		t.Fatal(err)
	}
	if code := <-done; code != "C" {
		t.Error(code)
	}
}
