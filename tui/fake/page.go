package fake

import (
	"context"
	"slices"
	"strings"

	"examdesk/model"
)

// lists finds attempts.
type lists struct{ *memory }

// FindAttempts implements [model.AttemptFinder].
func (s lists) FindAttempts(ctx context.Context, q model.AttemptQuery) (model.AttemptPage, error) {
	if err := s.enter(ctx, OpFind); err != nil {
		return model.AttemptPage{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	upwards := !q.NewestFirst
	from, backwards := q.After, q.Before != ""
	if backwards {
		from, upwards = q.Before, !upwards
	}
	rows, more, err := s.collect(q, from, upwards)
	if err != nil {
		return model.AttemptPage{}, err
	}
	page := model.AttemptPage{Rows: rows}
	if backwards {
		slices.Reverse(page.Rows)
	} else if more {
		page.Next = rows[len(rows)-1].Cursor
	}
	return page, nil
}

// collect walks from a cursor in one direction until the page is full.
func (s lists) collect(q model.AttemptQuery, from model.Cursor, upwards bool) (rows []model.AttemptRow, more bool, err error) {
	w := s.walk(upwards)
	if from != "" {
		p, err := parsePlace(from)
		if err != nil {
			return nil, false, err
		}
		w.skipTo(p)
	}
	for row, ok := w.next(); ok; row, ok = w.next() {
		if !s.matches(row, q.Filter) {
			continue
		}
		if len(rows) == q.Limit {
			return rows, true, nil
		}
		rows = append(rows, row)
	}
	return rows, false, nil
}

// walker merges the generated attempts with the changed ones.
type walker struct {
	s       *memory
	upwards bool
	base    int
	moved   []model.AttemptRow
}

func (s lists) walk(upwards bool) *walker {
	w := &walker{s: s.memory, upwards: upwards, moved: s.moved()}
	if !upwards {
		w.base = s.cfg.Attempts - 1
		slices.Reverse(w.moved)
	}
	return w
}

func (w *walker) step() int {
	if w.upwards {
		return 1
	}
	return -1
}

// passed reports whether a is at or before b in the direction of the walk.
func (w *walker) passed(a, b place) bool {
	if w.upwards {
		return !b.before(a)
	}
	return !a.before(b)
}

func (w *walker) skipTo(p place) {
	since := p.at - w.s.modified(0).UnixMicro()
	w.base = int(since/pace.Microseconds()) - 2*w.step()
	w.base = min(max(w.base, 0), max(w.s.cfg.Attempts-1, 0))
	for w.inBase() && w.passed(w.basePlace(), p) {
		w.base += w.step()
	}
	for len(w.moved) > 0 && w.passed(placeOf(w.moved[0]), p) {
		w.moved = w.moved[1:]
	}
}

func (w *walker) inBase() bool { return w.base >= 0 && w.base < w.s.cfg.Attempts }

func (w *walker) basePlace() place {
	return place{at: w.s.modified(w.base).UnixMicro(), id: int64(w.base) + 1}
}

func (w *walker) next() (model.AttemptRow, bool) {
	for w.inBase() {
		if _, gone := w.s.changed[int64(w.base)+1]; !gone {
			break
		}
		w.base += w.step()
	}
	if len(w.moved) > 0 && (!w.inBase() || w.passed(placeOf(w.moved[0]), w.basePlace())) {
		row := w.moved[0]
		w.moved = w.moved[1:]
		return row, true
	}
	if !w.inBase() {
		return model.AttemptRow{}, false
	}
	row := w.s.invent(w.base)
	w.base += w.step()
	return row, true
}

func (s lists) matches(r model.AttemptRow, f model.Filter) bool {
	if s.gone[r.Attempt.ID] {
		return false
	}
	item := model.QueueItem{Attempt: r.Attempt, Exam: r.Exam, HasReview: r.Review != nil}
	return f.Holds(func(f model.Filter) bool {
		return (f.Section == "" || f.Section.Contains(item, s.cfg.Now, model.DefaultStuckLimits())) &&
			s.isOf(r, f) && isWhere(r, f) && found(r, f)
	})
}

// found reports whether a row matches the filter's texts and numbers.
func found(r model.AttemptRow, f model.Filter) bool {
	for _, text := range append([]string{f.Text}, f.Words...) {
		if !strings.Contains(searched(r.Learner)+" "+r.Attempt.Code.Raw(), text) {
			return false
		}
	}
	for _, text := range f.Fuzzy {
		rest := strings.ToLower(searched(r.Learner))
		for _, letter := range strings.ToLower(text) {
			_, behind, ok := strings.Cut(rest, string(letter))
			if !ok {
				return false
			}
			rest = behind
		}
	}
	return f.Comments.Holds(r.Comments) && f.Submitted.Holds(r.Attempt.CompletedAt)
}

// isOf reports whether a row matches the filter's attempt and learner.
func (s lists) isOf(r model.AttemptRow, f model.Filter) bool {
	age := s.cfg.Now.Sub(r.Attempt.Modified)
	switch {
	case len(f.Statuses) > 0 && !slices.Contains(f.Statuses, r.Attempt.Status):
	case slices.Contains(f.NotStatuses, r.Attempt.Status):
	case len(f.Backends) > 0 && !slices.Contains(f.Backends, r.Exam.Backend.Raw()):
	case f.Learner != "" && f.Learner != r.Learner.Username.Raw():
	case f.OlderThan > 0 && age <= f.OlderThan, f.YoungerThan > 0 && age >= f.YoungerThan:
	case f.OnlyResumable && !r.Attempt.IsResumable:
	default:
		return true
	}
	return false
}

// isWhere reports whether a row matches the filter's exam and review.
func isWhere(r model.AttemptRow, f model.Filter) bool {
	switch {
	case len(f.Courses) > 0 && !slices.Contains(f.Courses, r.Exam.CourseID.Raw()):
	case len(f.ExamIDs) > 0 && !slices.Contains(f.ExamIDs, r.Exam.ID):
	case len(f.ReviewStatus) > 0 && !slices.Contains(f.ReviewStatus, reviewOf(r)):
	case f.OnlyPractice && !r.Exam.IsPracticeExam, f.OnlyProctored && (!r.Exam.IsProctored || r.Exam.IsPracticeExam):
	default:
		return true
	}
	return false
}

func reviewOf(r model.AttemptRow) model.ReviewStatus {
	if r.Review == nil {
		return ""
	}
	return r.Review.Status
}

func searched(l model.Learner) string {
	return l.Username.Raw() + " " + l.FullName.Raw() + " " + l.Email.Raw()
}
