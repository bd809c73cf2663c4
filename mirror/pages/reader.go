package pages

import (
	"context"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"examdesk/guard"
	"examdesk/mirror"
	"examdesk/model"
)

// Reader answers what is asked of a mirror's store, and first reads from the LMS what
// was not read yet. What cannot be seen by way of the API is said, not guessed.
type Reader struct {
	model.StateStore

	source *Source
	// courses are those that may be asked for.
	courses []string

	mu sync.Mutex
	// live reports whether this program keeps the mirror up to date. Otherwise what is
	// asked for is read again when it is old.
	live bool
	// asked are when the LMS last answered something that no cursor has, and asking is
	// what it is being asked for, which others wait for.
	asked  map[string]time.Time
	asking map[string]chan struct{}
	// part is the position as it was last read.
	part mirror.Position
}

// NewReader returns the reader of a mirror, which reads of some courses.
func NewReader(ctx context.Context, reads model.StateStore, s *Source, courses []string) (*Reader, error) {
	r := &Reader{StateStore: reads, source: s, courses: courses, asked: map[string]time.Time{}, asking: map[string]chan struct{}{}}
	for _, c := range courses {
		s.Open(c)
	}
	return r, r.note(ctx)
}

// Live says whether a follower of this program keeps the mirror up to date.
func (r *Reader) Live(live bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.live = live
}

func (r *Reader) isLive() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.live
}

// NotVisible is what the API does not show of an attempt.
const NotVisible = "Its review, comments, recording and history are not visible: an LMS shows them only in its database, and this desk has no access to that."

// old is the age from which something is read again where nobody keeps it up to date.
const old = time.Minute

// note reads the position, for [Reader.Part].
func (r *Reader) note(ctx context.Context) error {
	p, err := r.source.file.Position(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.part = p
	return nil
}

// Edition implements [model.Follower].
func (r *Reader) Edition(ctx context.Context) (string, error) {
	if err := r.note(ctx); err != nil {
		return "", err
	}
	return r.StateStore.Edition(ctx)
}

// Part implements [model.PartReader].
func (r *Reader) Part(course string) model.Part {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := PartOf(r.part, r.of(course)...)
	return model.Part{Words: p.Words(), Whole: p.Whole(), Since: p.Since}
}

// of are the courses that a question is about.
func (r *Reader) of(course string) []string {
	if course != "" {
		return []string{course}
	}
	return r.courses
}

// ReadFurther implements [model.PartReader].
func (r *Reader) ReadFurther(ctx context.Context, course string) error {
	for _, c := range r.of(course) {
		if _, err := r.source.Further(ctx, c); err != nil {
			return err
		}
	}
	return r.note(ctx)
}

// maxFirst bounds of how many courses the first page is waited for; a follower reads
// the others. maxSearched bounds how many are asked for what is searched for.
const (
	maxFirst    = 3
	maxSearched = 20
)

// begin reads the exams and the first page of courses of which nothing was read.
func (r *Reader) begin(ctx context.Context, courses []string) error {
	first, live := 0, r.isLive()
	for _, c := range r.known(courses) {
		r.source.Open(c)
		r.mu.Lock()
		at, read := r.part.Cursors[attemptsOf+c]
		r.mu.Unlock()
		if read && (live || r.source.clock().Sub(at.Read) < old) {
			continue
		}
		if first++; first > maxFirst && (live || len(courses) == 0) {
			break
		}
		err := r.once(ctx, "page "+c, func() error {
			if err := r.source.Exams(ctx, c); err != nil {
				return err
			}
			return r.source.First(ctx, c)
		})
		switch {
		case err != nil && read && ctx.Err() == nil:
			return nil // what was read before is shown, with its age
		case err != nil:
			return err
		}
		if err := r.note(ctx); err != nil {
			return err
		}
	}
	return nil
}

// known are those of some courses that may be asked for; all of them for none.
func (r *Reader) known(courses []string) []string {
	if len(courses) == 0 {
		return r.courses
	}
	return slices.DeleteFunc(slices.Clone(courses), func(c string) bool { return !slices.Contains(r.courses, c) })
}

// once asks for something that the LMS has not answered just now. Whoever wants the same
// meanwhile waits for the answer, and asks if there is none.
func (r *Reader) once(ctx context.Context, what string, ask func() error) error {
	for {
		r.mu.Lock()
		if r.source.clock().Sub(r.asked[what]) < newAfter {
			r.mu.Unlock()
			return nil
		}
		done, others := r.asking[what]
		if !others {
			done = make(chan struct{})
			r.asking[what] = done
		}
		r.mu.Unlock()
		if !others {
			return r.leads(what, done, ask)
		}
		select {
		case <-done:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (r *Reader) leads(what string, done chan struct{}, ask func() error) error {
	err := guard.Do("asking the LMS", ask)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.asked[what] = r.source.clock()
	}
	delete(r.asking, what)
	close(done)
	return err
}

// search asks the LMS for learners by what was typed, in each course.
func (r *Reader) search(ctx context.Context, courses []string, texts ...string) error {
	for _, text := range texts {
		if len([]rune(text)) < 2 {
			continue
		}
		err := r.once(ctx, "search "+strings.Join(courses, " ")+" "+text, func() error { return r.searchFor(ctx, r.known(courses), text) })
		if ctx.Err() != nil {
			return err
		}
		if err != nil {
			break // the state of the mirror says that the LMS does not answer
		}
	}
	return r.note(ctx)
}

func (r *Reader) searchFor(ctx context.Context, courses []string, text string) error {
	for _, c := range courses[:min(len(courses), maxSearched)] {
		if err := r.source.Search(ctx, c, text); err != nil {
			return err
		}
	}
	return nil
}

// prepare reads what a list is about to show.
func (r *Reader) prepare(ctx context.Context, f model.Filter) error {
	if err := r.begin(ctx, f.Courses); err != nil {
		return err
	}
	texts := append([]string{}, f.Words...)
	for _, t := range []string{f.Text, f.Learner} {
		if t != "" {
			texts = append(texts, t)
		}
	}
	return r.search(ctx, f.Courses, texts...)
}

// FindAttempts implements [model.AttemptFinder].
func (r *Reader) FindAttempts(ctx context.Context, q model.AttemptQuery) (model.AttemptPage, error) {
	if err := r.prepare(ctx, q.Filter); err != nil {
		return model.AttemptPage{}, err
	}
	return r.StateStore.FindAttempts(ctx, q)
}

// Attempts implements [model.AttemptStreamer].
func (r *Reader) Attempts(ctx context.Context, q model.AttemptQuery) iter.Seq2[model.AttemptRow, error] {
	if err := r.prepare(ctx, q.Filter); err != nil {
		return func(yield func(model.AttemptRow, error) bool) { yield(model.AttemptRow{}, err) }
	}
	return r.StateStore.Attempts(ctx, q)
}

// CountSections implements [model.AttemptFinder]. What has not been read may be in any
// section, and what is waiting or stuck depends on reviews, which are not visible.
func (r *Reader) CountSections(ctx context.Context, course string) ([]model.SectionCount, error) {
	counts, err := r.StateStore.CountSections(ctx, course)
	whole := r.Part(course).Whole
	for i := range counts {
		c := &counts[i]
		switch c.Section {
		case model.SectionWaiting, model.SectionStuck:
			c.Count, c.AtLeast, c.Oldest = -1, false, nil
		default:
			c.AtLeast = c.AtLeast || !whole
			if !whole {
				c.Oldest = nil
			}
		}
	}
	return counts, err
}

// ReadAttempt implements [model.AttemptReader].
func (r *Reader) ReadAttempt(ctx context.Context, id int64) (model.AttemptDetail, error) {
	d, err := r.StateStore.ReadAttempt(ctx, id)
	if model.CodeOf(err) == model.CodeNotFound {
		return d, model.Errorf(model.CodeNotFound, "There is no attempt %d in what has been read of the LMS (%s). Look for it by the learner's username or e-mail, which asks the LMS.", id, r.Part("").Words)
	}
	if err != nil {
		return d, err
	}
	course := d.Exam.CourseID.Raw()
	if r.isLive() {
		r.source.Look(course, d.Attempt.UserID, d.Learner.Username.Raw())
	} else if name := d.Learner.Username.Raw(); r.once(ctx, "learner "+course+" "+name, func() error { return r.source.Learner(ctx, course, d.Attempt.UserID, name) }) == nil {
		if d, err = r.StateStore.ReadAttempt(ctx, id); err != nil {
			return d, err
		}
	}
	d.NotVisible, d.Stuck = NotVisible, nil
	return d, nil
}

// PreviewDecision implements [model.Previewer].
func (r *Reader) PreviewDecision(ctx context.Context, d model.DecisionRequest) (model.Preview, error) {
	p, err := r.StateStore.PreviewDecision(ctx, d)
	p.NotVisible = true
	return p, err
}

// FindLearners implements [model.LearnerFinder].
func (r *Reader) FindLearners(ctx context.Context, q model.LearnerQuery) ([]model.Learner, error) {
	if err := r.search(ctx, nil, q.Text); err != nil {
		return nil, err
	}
	return r.StateStore.FindLearners(ctx, q)
}

// LearnersNamed implements [model.LearnerNamer].
func (r *Reader) LearnersNamed(ctx context.Context, name string, id int64) ([]model.Learner, error) {
	if err := r.search(ctx, nil, name); err != nil {
		return nil, err
	}
	return r.StateStore.LearnersNamed(ctx, name, id)
}

// ListCourses implements [model.CourseLister].
func (r *Reader) ListCourses(ctx context.Context) ([]model.Course, error) {
	if err := r.begin(ctx, nil); err != nil {
		return nil, err
	}
	return r.StateStore.ListCourses(ctx)
}

// CourseExams implements [model.ExamFinder].
func (r *Reader) CourseExams(ctx context.Context, course string, activeOnly bool) ([]model.Exam, error) {
	if err := r.begin(ctx, []string{course}); err != nil {
		return nil, err
	}
	return r.StateStore.CourseExams(ctx, course, activeOnly)
}

// granted reads the allowances of a course, or of all.
func (r *Reader) granted(ctx context.Context, course string) error {
	for _, c := range r.known(r.of(course)) {
		r.source.Grants(c)
		r.mu.Lock()
		_, read := r.part.Cursors[allowancesOf+c]
		r.mu.Unlock()
		if read && r.isLive() {
			continue
		}
		err := r.once(ctx, "allowances "+c, func() error {
			if err := r.begin(ctx, []string{c}); err != nil {
				return err
			}
			return r.source.Allowances(ctx, c)
		})
		if err != nil && (!read || ctx.Err() != nil) {
			return err
		}
	}
	return r.note(ctx)
}

// ListAllowances implements [model.AllowanceKeeper].
func (r *Reader) ListAllowances(ctx context.Context, q model.AllowanceQuery) (model.AllowanceList, error) {
	if err := r.granted(ctx, q.Course); err != nil {
		return model.AllowanceList{}, err
	}
	return r.StateStore.ListAllowances(ctx, q)
}

// Allowances implements [model.AllowanceStreamer].
func (r *Reader) Allowances(ctx context.Context, q model.AllowanceQuery) iter.Seq2[model.GrantedAllowance, error] {
	if err := r.granted(ctx, q.Course); err != nil {
		return func(yield func(model.GrantedAllowance, error) bool) { yield(model.GrantedAllowance{}, err) }
	}
	return r.StateStore.Allowances(ctx, q)
}

// FindPair implements [model.AllowanceKeeper].
func (r *Reader) FindPair(ctx context.Context, w model.AllowanceWish) (model.Learner, model.Exam, error) {
	if err := r.begin(ctx, nil); err != nil {
		return model.Learner{}, model.Exam{}, err
	}
	if err := r.search(ctx, nil, w.Learner); err != nil {
		return model.Learner{}, model.Exam{}, err
	}
	return r.StateStore.FindPair(ctx, w)
}
