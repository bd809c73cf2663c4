package pages

import (
	"context"
	"slices"
	"time"

	"examdesk/mirror"
	"examdesk/model"
)

// How old what is kept up to date may become before it is asked for again. The client
// sees to it that asking takes at most a tenth of the time.
const (
	newAfter        = 15 * time.Second // the first page, which has what is new
	openAfter       = time.Minute      // the attempts that somebody has still to do something about
	pageAfter       = 5 * time.Minute  // each further page that was read
	examsAfter      = 10 * time.Minute
	allowancesAfter = 5 * time.Minute
)

// opened is a course that is kept up to date.
type opened struct {
	course                   string
	first, exams, allowances time.Time
	// grants reports whether somebody has looked at the allowances.
	grants bool
	// page is the next page of the round, which began at round.
	page  int
	round time.Time
	paged time.Time
	// learners are when the attempts of learners were read again.
	learners map[int64]time.Time
	// looked are learners whose attempts somebody looks at.
	looked []learner
}

// Open keeps a course up to date from now on, in the background.
func (s *Source) Open(course string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened(course) == nil {
		s.open = append(s.open, &opened{course: course, learners: map[int64]time.Time{}})
	}
}

// Grants keeps the allowances of a course up to date as well.
func (s *Source) Grants(course string) {
	s.Open(course)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened(course).grants = true
}

// OpenCourses returns the courses that are kept up to date.
func (s *Source) OpenCourses() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, o := range s.open {
		out = append(out, o.course)
	}
	return out
}

func (s *Source) opened(course string) *opened {
	if i := slices.IndexFunc(s.open, func(o *opened) bool { return o.course == course }); i >= 0 {
		return s.open[i]
	}
	return nil
}

// maxLooked bounds how many learners are kept in mind that somebody has looked at.
const maxLooked = 20

// Look says that somebody looks at a learner's attempts in a course: they are read again
// soon, settled or not.
func (s *Source) Look(course string, userID int64, username string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.opened(course)
	if o == nil {
		return
	}
	o.looked = slices.DeleteFunc(o.looked, func(l learner) bool { return l.id == userID })
	o.looked = append(o.looked, learner{userID, username, course})
	o.looked = o.looked[max(0, len(o.looked)-maxLooked):]
	if s.clock().Sub(o.learners[userID]) > newAfter {
		delete(o.learners, userID)
	}
}

// Renew makes all that is kept up to date due at once, for somebody who wants to see it
// as it is now.
func (s *Source) Renew() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.open {
		o.first = time.Time{}
		for _, l := range o.looked {
			delete(o.learners, l.id)
		}
	}
}

// work is something that is due, and since when.
type work struct {
	since time.Time
	do    func(context.Context) error
	done  func(at time.Time)
}

// Turn does what has been due for the longest, and reports whether anything was.
func (s *Source) Turn(ctx context.Context) (bool, error) {
	p, err := s.file.Position(ctx)
	if err != nil {
		return false, err
	}
	waiting, err := s.openAttempts(ctx)
	if err != nil {
		return false, err
	}
	w := s.due(p, waiting)
	if w == nil {
		return false, nil
	}
	at := s.clock()
	err = w.do(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	w.done(at) // what failed is tried again when it is due again
	return true, err
}

// due is what has been due for the longest.
func (s *Source) due(p mirror.Position, waiting []learner) *work {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock()
	var out *work
	offer := func(last time.Time, after time.Duration, w work) {
		if w.since = last.Add(after); !w.since.After(now) && (out == nil || w.since.Before(out.since)) {
			out = &w
		}
	}
	for _, o := range s.open {
		offer(o.exams, examsAfter, work{do: func(ctx context.Context) error { return s.Exams(ctx, o.course) }, done: func(at time.Time) { o.exams = at }})
		offer(o.first, newAfter, work{do: func(ctx context.Context) error { return s.First(ctx, o.course) }, done: func(at time.Time) { o.first = at }})
		if o.grants {
			offer(o.allowances, allowancesAfter, work{do: func(ctx context.Context) error { return s.Allowances(ctx, o.course) }, done: func(at time.Time) { o.allowances = at }})
		}
		if at := int(p.Cursors[attemptsOf+o.course].At); at > 1 {
			offer(o.paged, pageAfter/time.Duration(at), s.nextPage(o, at, now))
		}
		for _, l := range slices.Concat(o.looked, waiting) {
			if l.course == o.course {
				offer(o.learners[l.id], openAfter, work{
					do:   func(ctx context.Context) error { return s.Learner(ctx, o.course, l.id, l.username) },
					done: func(at time.Time) { o.learners[l.id] = at },
				})
			}
		}
	}
	return out
}

// nextPage goes on with the round through the pages that were read.
func (s *Source) nextPage(o *opened, pages int, now time.Time) work {
	number, round := o.page, o.round
	if number < 1 || number > pages || round.IsZero() {
		number, round = 1, now
	}
	return work{
		do: func(ctx context.Context) error { return s.page(ctx, o.course, number, round) },
		done: func(at time.Time) {
			o.page, o.round, o.paged = number+1, round, at
			if number >= pages {
				o.page = 0
			}
		},
	}
}

// learner is somebody about whose attempt something has still to be done.
type learner struct {
	id               int64
	username, course string
}

// maxOpen bounds how many learners are read again one by one; the pages show the rest.
const maxOpen = 200

// openAttempts are the learners with attempts that are not settled, those that changed
// last first.
func (s *Source) openAttempts(ctx context.Context) (out []learner, err error) {
	statuses, err := list([]model.AttemptStatus{
		model.Created, model.DownloadSoftwareClicked, model.ReadyToStart, model.Started, model.ReadyToSubmit, model.Submitted,
		model.SecondReviewRequired, model.Errored,
	})
	if err != nil {
		return nil, err
	}
	courses, err := list(s.OpenCourses())
	if err != nil {
		return nil, err
	}
	err = s.file.Read(ctx, func(tx mirror.Querier) error {
		rows, err := tx.QueryContext(ctx, `SELECT a.user_id, u.username, e.course_id FROM `+mirror.Attempts+` a JOIN `+mirror.Exams+` e ON e.id = a.proctored_exam_id
			JOIN `+mirror.Users+` u ON u.id = a.user_id
			WHERE a.status IN (SELECT value FROM json_each(?)) AND e.course_id IN (SELECT value FROM json_each(?))
			GROUP BY a.user_id, e.course_id ORDER BY max(a.modified) DESC LIMIT ?`, statuses, courses, maxOpen)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var l learner
			if err := rows.Scan(&l.id, &l.username, &l.course); err != nil {
				return err
			}
			out = append(out, l)
		}
		return rows.Err()
	})
	return out, err
}

// idle is how long the follower rests when nothing is due; after failures it rests
// longer.
const idle = time.Second

// Follow keeps the mirror up to date until the context ends. What fails is noted in the
// mirror's pulse and tried again. wait pauses, and fails when the context ends.
func (s *Source) Follow(ctx context.Context, wait func(context.Context, time.Duration) error) {
	rest := idle
	for ctx.Err() == nil {
		did, err := s.Turn(ctx)
		switch {
		case err != nil:
			rest = min(2*rest, time.Minute)
		case did:
			rest = idle
			continue
		default:
			rest = idle
		}
		if wait(ctx, rest) != nil {
			return
		}
	}
}
