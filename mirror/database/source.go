package database

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"examdesk/mirror"
	"examdesk/model"
)

// errBroken discards a connection.
var errBroken = errors.New("the connection is not used again")

// Source is an LMS's database that is followed into a mirror. It asks one question at a
// time. It is safe for use by many goroutines.
type Source struct {
	cfg Config
	db  *sql.DB

	mu     sync.Mutex // held while the database is asked
	looked time.Time
	in     tracker
	// The last time that each was done.
	small, dates, slice time.Time
	eagerUntil          time.Time
}

// tracker brings a mirror further by what it reads in one snapshot. Its methods are
// called by those of a [Source] that hold the lock.
type tracker struct {
	cfg   Config
	view  view
	file  *mirror.File
	pulse mirror.Pulse
	// exams are those of the courses that are mirrored, nil if all are.
	exams map[int64]bool
}

// New prepares following a database. Nothing is asked yet.
func New(cfg Config) (*Source, error) {
	cfg.Pace = cfg.Pace.orDefaults()
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.After == nil {
		cfg.After = time.After
	}
	db, err := connect(cfg)
	if err != nil {
		return nil, err
	}
	return &Source{cfg: cfg, db: db, in: tracker{cfg: cfg}}, nil
}

// Close ends the connection, and closes the mirror.
func (s *Source) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.db.Close()
	if s.in.file != nil {
		err = errors.Join(err, s.in.file.Close())
		s.in.file = nil
	}
	return problem(err, "end the connection")
}

// Seen is what is known of a database before it is followed, for `doctor` and `login`.
type Seen struct {
	Source     mirror.Source
	NotVisible []string
	// Newer reports a schema that is newer than the one that is known.
	Newer bool
	// Cipher is how the connection is encrypted, empty if it is not. Through a tunnel it
	// says nothing about the far side.
	Cipher string
}

// Look asks the database what it is and what its user sees.
func (s *Source) Look(ctx context.Context) (out Seen, err error) {
	err = s.asking(ctx, "say what it is", func(conn *sql.Conn) error {
		if err := s.lookAgain(ctx, conn); err != nil {
			return err
		}
		out = Seen{Source: s.in.view.source, NotVisible: append([]string{}, s.in.view.hidden...), Newer: newer(s.in.view.source.Schema)}
		var variable string
		return conn.QueryRowContext(ctx, "SHOW SESSION STATUS LIKE 'Ssl_cipher'").Scan(&variable, &out.Cipher)
	})
	return out, err
}

// asking runs f on the one connection, after it was looked at what can be seen.
func (s *Source) asking(ctx context.Context, doing string, f func(*sql.Conn) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return problem(err, "be reached")
	}
	if s.cfg.Clock().Sub(s.looked) >= s.cfg.Pace.Schema {
		err = s.lookAgain(ctx, conn)
	}
	if err == nil {
		err = f(conn)
	}
	if notVisible(err) {
		s.looked = time.Time{} // a grant or the schema has changed: look before the next question
	}
	return errors.Join(problem(err, doing), closeConn(conn))
}

func closeConn(conn *sql.Conn) error {
	if err := conn.Close(); err != nil && !errors.Is(err, sql.ErrConnDone) {
		return problem(err, "end the connection")
	}
	return nil
}

func (s *Source) lookAgain(ctx context.Context, conn *sql.Conn) error {
	v, err := look(ctx, conn, s.cfg.Address())
	if err != nil {
		return err
	}
	s.in.view, s.looked = v, s.cfg.Clock()
	return nil
}

// Attach opens the mirror of this database at a path, or makes it. One of another source
// or another scope is removed first: it can be filled again.
func (s *Source) Attach(ctx context.Context, path string) error {
	return s.asking(ctx, "be mirrored", func(conn *sql.Conn) error {
		if s.in.file != nil {
			return nil
		}
		f, err := mirror.Open(ctx, path)
		switch {
		case model.CodeOf(err) == model.CodeNotFound:
			return s.make(ctx, conn, path)
		case err != nil:
			return err
		}
		f.Clock = s.cfg.Clock
		p, err := f.Position(ctx)
		if err != nil {
			return errors.Join(err, f.Close())
		}
		if p.Source.Kind != mirror.KindDatabase || p.Source.Address != s.in.view.source.Address || !p.Scope.Same(s.cfg.Scope) {
			if err := errors.Join(f.Close(), mirror.Drop(path)); err != nil {
				return err
			}
			return s.make(ctx, conn, path)
		}
		s.in.file, s.in.pulse = f, mirror.ReadPulse(path)
		return nil
	})
}

// make creates an empty mirror, with the position from which it is followed once it is
// filled.
func (s *Source) make(ctx context.Context, conn *sql.Conn, path string) error {
	now := s.cfg.Clock()
	p := mirror.Position{Source: s.in.view.source, Scope: s.cfg.Scope, NotVisible: s.in.view.hidden, Made: now, Cursors: map[string]mirror.Cursor{}}
	p.Enter(mirror.Filling, "", now)
	err := inSnapshot(ctx, conn, func(q querier) (err error) {
		p.Feeds, p.Fingerprint, err = s.in.view.start(ctx, q, now)
		return err
	})
	if err != nil {
		return err
	}
	for _, t := range s.in.filled() {
		p.Cursors[t] = mirror.Cursor{}
	}
	f, err := mirror.Create(ctx, path, p, s.in.seesDates())
	if err != nil {
		return err
	}
	f.Clock = s.cfg.Clock
	s.in.file, s.in.pulse = f, mirror.Pulse{}
	return nil
}

func (s *tracker) seesDates() bool {
	return s.view.sees(mirror.ContentDates) && s.view.sees(mirror.DatePolicies) && s.view.sees(mirror.UserDates)
}

// Position reads where the mirror is.
func (s *Source) Position(ctx context.Context) (mirror.Position, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.in.file.Position(ctx)
}

// theScope returns which rows are mirrored at present.
func (s *tracker) theScope(ctx context.Context, q querier) (*scope, error) {
	out := &scope{Scope: s.cfg.Scope, since: cutoff(s.cfg.Scope.Days, s.cfg.Clock())}
	if len(out.Courses) == 0 {
		return out, nil
	}
	if s.exams == nil {
		s.exams = map[int64]bool{}
		out.exams = s.exams
		courses := make([]any, len(out.Courses))
		for i, c := range out.Courses {
			courses[i] = c
		}
		t := s.view.tables[mirror.Exams]
		rows, err := t.readKeys(ctx, q, "course_id", courses)
		if err != nil {
			s.exams = nil
			return nil, err
		}
		out.takeExams(rows, t)
	}
	out.exams = s.exams
	return out, nil
}

func (s *tracker) rereader(ctx context.Context, q querier) (*rereader, error) {
	sc, err := s.theScope(ctx, q)
	return &rereader{view: s.view, q: q, file: s.file, scope: sc}, err
}
