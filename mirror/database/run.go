package database

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"examdesk/mirror"
	"examdesk/model"
)

// Run follows the database until the context ends. Of several programs with one mirror,
// one follows and the others wait for its lease. An error is noted in the mirror's pulse
// and tried again, with longer and longer pauses; the mirror is shown with its age
// meanwhile.
func (s *Source) Run(ctx context.Context, path string) error {
	var lease *mirror.Lease
	defer func() {
		if lease != nil {
			_ = lease.End() // the process may end now
		}
	}()
	pause := s.cfg.Pace.Poll
	for {
		var err error
		if lease == nil {
			lease, err = mirror.TryLease(path)
		}
		if lease != nil {
			var again time.Duration
			if again, err = s.Turn(ctx, path); err == nil {
				pause = again
			}
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			pause = min(s.cfg.Pace.Retry, 2*max(pause, s.cfg.Pace.Poll))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.cfg.After(pause):
		}
	}
}

// Turn does what is due, and returns after how long the next turn is.
func (s *Source) Turn(ctx context.Context, path string) (time.Duration, error) {
	again, err := s.turn(ctx, path)
	if mirror.IsOutdated(err) { // this side wrote in between; the next turn reads again
		again, err = 0, nil
	}
	return again, errors.Join(err, s.beat(err))
}

// beat notes how the last turn went.
func (s *Source) beat(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.in.file == nil {
		return nil
	}
	s.in.pulse.Polled = s.cfg.Clock()
	if s.in.pulse.Error = model.Sentence(err); err == nil {
		s.in.pulse.Answered = s.in.pulse.Polled
	}
	return s.in.file.Beat(s.in.pulse)
}

func (s *Source) turn(ctx context.Context, path string) (time.Duration, error) {
	if err := s.Attach(ctx, path); err != nil {
		return 0, err
	}
	p, err := s.Position(ctx)
	if err != nil {
		return 0, err
	}
	if p.State == mirror.Filling {
		_, err := s.Fill(ctx)
		return s.cfg.Pace.Fill, err
	}
	now := s.cfg.Clock()
	switch {
	case p.State == mirror.Rebuild:
		_, err := s.Sweep(ctx)
		return 0, err
	case now.Sub(s.small) >= s.cfg.Pace.Small:
		err, s.small = s.Small(ctx), now
	case now.Sub(s.dates) >= s.cfg.Pace.Dates:
		err, s.dates = s.Dates(ctx), now
	case now.Sub(s.slice) >= s.cfg.Pace.Slice:
		_, err = s.Sweep(ctx)
		s.slice = now
	default:
		err = s.Poll(ctx)
	}
	return s.pace(now), err
}

// pace is the time to the next poll.
func (s *Source) pace(now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Before(s.eagerUntil) {
		return s.cfg.Pace.Quick
	}
	return s.cfg.Pace.Poll
}

// Eager polls more often for a while, after a deed of this side.
func (s *Source) Eager() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.eagerUntil = s.cfg.Clock().Add(s.cfg.Pace.Eager)
}

// Sync fills the mirror if that is not done, takes over what is new, and compares
// everything once if all is set. step is called after each step with the position; it
// may be nil.
func (s *Source) Sync(ctx context.Context, path string, all bool, step func(mirror.Position)) error {
	for filled, swept := false, !all; ; {
		err := s.Attach(ctx, path)
		switch {
		case err != nil:
		case !filled:
			if filled, err = s.Fill(ctx); err == nil && filled {
				err = s.Poll(ctx)
			}
		case !swept:
			swept, err = s.Sweep(ctx)
		}
		if mirror.IsOutdated(err) {
			continue
		}
		if err := errors.Join(err, s.beat(err)); err != nil {
			return err
		}
		if step != nil {
			p, err := s.Position(ctx)
			if err != nil {
				return err
			}
			step(p)
		}
		if filled && swept {
			return nil
		}
	}
}

// History reads the history of attempts into the mirror, which does not follow it: it is
// read when it is shown.
func (s *Source) History(ctx context.Context, attempts ...int64) error {
	return s.asking(ctx, "give the history", func(conn *sql.Conn) error {
		r := &rereader{view: s.in.view, q: conn, file: s.in.file, scope: &scope{Scope: s.cfg.Scope}}
		list := make([]any, len(attempts))
		for i, id := range attempts {
			list[i] = id
		}
		rows, _, ok, err := r.keyed(ctx, mirror.AttemptHistory, "id", list)
		if err != nil || !ok {
			return err
		}
		r.add(rows)
		if err := r.people(ctx); err != nil {
			return err
		}
		_, err = s.in.file.Take(ctx, nil, r.rows...)
		return err
	})
}

// Evidence is what is read of a review when it is shown. It is never written into the
// mirror.
type Evidence struct {
	// ReviewID is the review's, or that of a row of the archive.
	ReviewID int64
	Archived bool
	RawData  string
	// Video is the sealed address of the recording.
	Video []byte
	// Comments are rows with the columns id, start_time, stop_time, duration, comment and
	// status.
	Comments [][]any
}

// evidenceLimit is how many bytes of a review's raw data are read.
const evidenceLimit = 1 << 20

// Evidence reads the raw data, the sealed address and the comments of the review of an
// attempt, and of its archive.
func (s *Source) Evidence(ctx context.Context, code string) (out []Evidence, err error) {
	err = s.asking(ctx, "give the review", func(conn *sql.Conn) error {
		for _, table := range []string{mirror.Reviews, mirror.ReviewHistory} {
			rows, err := conn.QueryContext(ctx, "SELECT id, attempt_code, LEFT(raw_data, ?), encrypted_video_url FROM "+name(table)+" WHERE attempt_code = ? ORDER BY id", evidenceLimit, code)
			if err != nil {
				return err
			}
			for err == nil && rows.Next() {
				e, is := Evidence{Archived: table == mirror.ReviewHistory}, ""
				if err = rows.Scan(&e.ReviewID, &is, &e.RawData, &e.Video); err == nil && is == code {
					out = append(out, e)
				}
			}
			if err := closing(rows, err); err != nil {
				return err
			}
		}
		return s.in.comments(ctx, conn, out)
	})
	return out, err
}

func (s *tracker) comments(ctx context.Context, conn *sql.Conn, out []Evidence) error {
	t, ok := s.view.tables[mirror.Comments]
	for i, e := range out {
		if e.Archived || !ok {
			continue
		}
		columns := columnsOf("id start_time stop_time duration", "comment status", "")
		some := spec{table: t.table, key: t.key, columns: columns}
		rows, err := some.read(ctx, conn, "review_id = ? ORDER BY id", e.ReviewID)
		if err != nil {
			return err
		}
		out[i].Comments = rows.Values
	}
	return nil
}
