package database

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"examdesk/mirror"
)

// Poll takes over what has changed. If nothing has, that is one short statement, and
// nothing is written.
func (s *Source) Poll(ctx context.Context) error {
	return s.asking(ctx, "say what is new", func(conn *sql.Conn) error { return s.poll(ctx, conn) })
}

func (s *Source) poll(ctx context.Context, conn *sql.Conn) error {
	p, err := s.in.file.Position(ctx)
	if err != nil {
		return err
	}
	m, err := s.in.view.ask(ctx, conn, p.Feeds[mirror.AttemptHistory].Tail)
	if err != nil {
		return err
	}
	if p.State != mirror.Suspect && s.in.right(m, p) == "" && !m.asks(p) && sameStrings(p.NotVisible, s.in.view.hidden) {
		return nil
	}
	return inSnapshot(ctx, conn, func(q querier) error { return s.in.follow(ctx, q) })
}

func sameStrings(a, b []string) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// right returns what is wrong with a database that does not continue what the mirror
// has, empty if it does.
func (s *tracker) right(m maxima, p mirror.Position) string {
	tail := p.Feeds[mirror.AttemptHistory].Tail
	newest, asked := m.newest[mirror.AttemptHistory]
	switch {
	case !asked || tail == 0:
		return ""
	case newest < tail:
		return fmt.Sprintf("The LMS went back: its newest change is %d, and %d has been seen.", newest, tail)
	case p.Fingerprint != "" && m.fingerprint != p.Fingerprint:
		return fmt.Sprintf("The LMS has another change %d than the one that has been seen: its database was restored.", tail)
	}
	return ""
}

// follow reads, in one snapshot, what is new, and writes it with the position.
func (s *tracker) follow(ctx context.Context, q querier) error {
	for {
		more, err := s.followOnce(ctx, q)
		if err != nil || !more {
			return err
		}
	}
}

func (s *tracker) followOnce(ctx context.Context, q querier) (more bool, err error) {
	p, err := s.file.Position(ctx)
	if err != nil {
		return false, err
	}
	now := s.cfg.Clock()
	tail := p.Feeds[mirror.AttemptHistory].Tail
	m, err := s.view.ask(ctx, q, tail)
	if err != nil {
		return false, err
	}
	next := p.Clone()
	next.NotVisible, next.Source = s.view.hidden, s.view.source
	if wrong := s.right(m, p); wrong != "" {
		return false, s.doubt(ctx, q, next, wrong, m.newest[mirror.AttemptHistory] < tail, now)
	}
	if p.State == mirror.Suspect {
		next.Enter(mirror.Following, "", now)
	}
	r, err := s.view.readFeeds(ctx, q, m, p, s.cfg.Pace, now)
	if err != nil {
		return false, err
	}
	for _, sent := range p.Sent {
		r.keys.attempts.add(sent.AttemptID)
		r.keys.codes.add(sent.Code)
	}
	reread, err := s.rereader(ctx, q)
	if err == nil {
		err = reread.all(ctx, r.keys)
	}
	if err != nil {
		return false, err
	}
	next.Feeds = r.feeds
	if at := next.Feeds[mirror.AttemptHistory].Tail; at != tail {
		if m, err = s.view.ask(ctx, q, at); err != nil {
			return false, err
		}
		next.Fingerprint = m.fingerprint
	}
	_, err = s.file.Apply(ctx, mirror.Batch{Position: next, Rows: reread.rows})
	return r.more, err
}

// doubt is what to do about a database that does not continue what the mirror has. One
// that went back may be a replica that lags, so it is waited for; one that shows
// another past was restored.
func (s *tracker) doubt(ctx context.Context, q querier, next mirror.Position, wrong string, back bool, now time.Time) error {
	if back && next.State != mirror.Rebuild && (next.State != mirror.Suspect || now.Sub(next.Since) < s.cfg.Pace.Gap) {
		next.Enter(mirror.Suspect, wrong, now)
		_, err := s.file.Apply(ctx, mirror.Batch{Position: next})
		return err
	}
	var err error
	if next.Feeds, next.Fingerprint, err = s.view.start(ctx, q, now); err != nil {
		return err
	}
	next.Enter(mirror.Rebuild, wrong+" Everything is compared again.", now)
	if _, err = s.file.Apply(ctx, mirror.Batch{Position: next}); err != nil {
		return err
	}
	s.pulse.Table, s.pulse.Below, s.pulse.Begun, s.pulse.Mended = "", 0, time.Time{}, 0
	return nil
}
