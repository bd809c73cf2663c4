package server

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"examdesk/model"
	"examdesk/wire"
	"examdesk/wire/spell"
)

// sayAgain is how often it is said that an attempt is still open.
const sayAgain = 6 * time.Second

// present is who has which attempt open, here and at other desks.
type present struct {
	at *conn
	// desk is this program's name among the desks.
	desk string

	mu   sync.Mutex
	open int64
	said time.Time
	all  []wire.OpenAttempt
}

func newPresent(c *conn) *present { return &present{at: c, desk: rand.Text()} }

// Attend implements [model.Presence].
func (p *present) Attend(ctx context.Context, attemptID int64) error {
	p.mu.Lock()
	same := p.open == attemptID && (attemptID == 0 || time.Since(p.said) < sayAgain)
	p.mu.Unlock()
	if same {
		return nil
	}
	_, err := ask(ctx, p.at, wire.Attend, wire.AttendParams{Open: wire.OpenAttempt{AttemptID: attemptID, Desk: p.desk}})
	if err == nil {
		p.mu.Lock()
		p.open, p.said = attemptID, time.Now()
		p.mu.Unlock()
	}
	return err
}

// Others implements [model.Presence]. Without a connection nothing is known.
func (p *present) Others() []model.Attendance {
	if _, known := p.at.known(); !known {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []model.Attendance
	for _, o := range p.all {
		if o.Desk != p.desk {
			out = append(out, model.Attendance{AttemptID: o.AttemptID, Username: o.Username})
		}
	}
	return out
}

// hear takes in what the server tells.
func (p *present) hear(data []byte) {
	var all []wire.OpenAttempt
	if spell.ReadLoose(data, &all) != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = all
}

// leave closes what is open, for others to see.
func (p *present) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = p.Attend(ctx, 0) // the server forgets it by itself
}
