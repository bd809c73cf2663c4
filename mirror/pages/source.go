package pages

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"examdesk/mirror"
	"examdesk/model"
)

// Source reads an LMS's API for a mirror. Several goroutines may use it.
type Source struct {
	file  *mirror.File
	lms   LMS
	clock func() time.Time

	mu sync.Mutex
	// open are the courses that are kept up to date, in the order in which they were
	// opened.
	open []*opened
	// pulse is what the source last heard.
	pulse mirror.Pulse
}

// New returns the source of a mirror. Nothing is asked yet.
func New(f *mirror.File, lms LMS, clock func() time.Time) *Source {
	return &Source{file: f, lms: lms, clock: clock, pulse: mirror.ReadPulse(f.Path())}
}

// tries is how often something is read again because another program was quicker.
const tries = 3

// take reads something and writes it with the position that it leads to. What was read
// while another program wrote may be older than what that has read, so it is read again.
func (s *Source) take(ctx context.Context, read func(ctx context.Context, p *mirror.Position) ([]mirror.Rows, error)) error {
	for try := 1; ; try++ {
		now, err := s.file.Position(ctx)
		if err != nil {
			return err
		}
		p := now.Clone()
		rows, err := read(ctx, &p)
		if heard := s.heard(ctx, err); err == nil {
			err = heard
		}
		if err != nil {
			return err
		}
		if p.State == mirror.Filling {
			p.Enter(mirror.Following, "", s.clock())
		}
		_, err = s.file.Apply(ctx, mirror.Batch{Position: p, Rows: rows})
		if !mirror.IsOutdated(err) || try == tries {
			return err
		}
	}
}

// heard notes that the LMS answered, or why it did not.
func (s *Source) heard(ctx context.Context, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock()
	s.pulse.Polled = now
	switch {
	case err == nil || model.CodeOf(err) == model.CodeNotFound:
		s.pulse.Answered, s.pulse.Error = now, ""
	case ctx.Err() != nil:
		return nil
	default:
		s.pulse.Error = model.Sentence(err)
	}
	return s.file.Beat(s.pulse)
}

// Exams reads the active exams of a course. Those that are not among them any longer are
// not active.
func (s *Source) Exams(ctx context.Context, course string) error {
	return s.take(ctx, func(ctx context.Context, p *mirror.Position) ([]mirror.Rows, error) {
		at := s.clock()
		exams, err := s.lms.Exams(ctx, course)
		if err != nil {
			return nil, err
		}
		there := map[int64]bool{}
		for _, e := range exams {
			there[e.ID] = true
		}
		had, err := activeExams(ctx, s.file, course)
		if err != nil {
			return nil, err
		}
		gone := mirror.Rows{Table: mirror.Exams, Columns: []string{"id", "is_active"}}
		for _, id := range had {
			if n, is := id.(int64); is && !there[n] {
				gone.Values = append(gone.Values, []any{n, false})
			}
		}
		p.Cursors[examsOf+course] = mirror.Cursor{At: int64(len(exams)), Of: int64(len(exams)), Done: true, Read: at}
		return append(examRows(exams), gone), nil
	})
}

// Allowances reads the allowances for a course's active exams.
func (s *Source) Allowances(ctx context.Context, course string) error {
	return s.take(ctx, func(ctx context.Context, p *mirror.Position) ([]mirror.Rows, error) {
		at := s.clock()
		all, err := s.lms.Allowances(ctx, course)
		if err != nil {
			return nil, err
		}
		exams, err := activeExams(ctx, s.file, course)
		if err != nil {
			return nil, err
		}
		p.Cursors[allowancesOf+course] = mirror.Cursor{At: int64(len(all)), Of: int64(len(all)), Done: true, Read: at}
		return allowanceRows(all, exams), nil
	})
}

func activeExams(ctx context.Context, f *mirror.File, course string) ([]any, error) {
	return ids(ctx, f, "SELECT id FROM "+mirror.Exams+" WHERE course_id = ? AND is_active ORDER BY id", course)
}

// ids reads one column of numbers from the mirror.
func (s *Source) ids(ctx context.Context, query string, args ...any) ([]any, error) {
	return ids(ctx, s.file, query, args...)
}

func ids(ctx context.Context, f *mirror.File, query string, args ...any) (out []any, err error) {
	err = f.Read(ctx, func(tx mirror.Querier) error {
		rows, err := tx.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return err
			}
			out = append(out, id)
		}
		return rows.Err()
	})
	return out, err
}

// list is a list of values as SQLite's json_each reads it.
func list(values any) (string, error) {
	data, err := json.Marshal(values)
	return string(data), err
}
