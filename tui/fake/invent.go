package fake

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"examdesk/model"
)

// pace is the time between the last changes of two neighbours.
const pace = 7 * time.Minute

// Hostile is a text that a person could put in a name to make a terminal misbehave:
// sequences that clear the screen, set the title and the clipboard and leave the
// alternate screen, one that starts with a C1 control, a carriage return, a bidi
// override and a zero-width joiner.
const Hostile = "\x1b[2J\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x1b[?1049l\u009b31m\rA\u202eB\u2066C\u200bD\nE\tF\x00G"

// names returns learners in several scripts.
func names() []string {
	return []string{
		"thandiwe_silva|Thandiwe Silva", "b_kowalski|Bartosz Kowalski", "mei_zhang|Mei Zhang", "li_xiaolong|李小龙",
		"o_brien|Siobhán O'Brien", "noor_haddad|نور حداد", "s_ivanova|Светлана Иванова", "yuki.tanaka|田中 ゆき",
		"a_van_der_berg|Anneke van der Berg", "emoji_fan|Zoë 🎓🎉", "plain|Plain Person", "r_cohen|רות כהן",
	}
}

// statuses is the mix of the queue; the first is what a reviewer works on.
func statuses() []model.AttemptStatus {
	return []model.AttemptStatus{
		model.SecondReviewRequired, model.Verified, model.Submitted, model.Errored, model.SecondReviewRequired,
		model.Started, model.Verified, model.Rejected, model.Declined, model.Created, model.Verified, model.Submitted,
	}
}

func made() []model.Exam {
	const stats, law = "course-v1:NU+STAT101+2026", "course-v1:NU+LAW220+2026"
	exam := func(id int64, course model.Text, name model.Text) model.Exam {
		return model.Exam{
			ID: id, CourseID: course, ContentID: model.Text(fmt.Sprint("block-v1:exam+", id)), Name: name,
			TimeLimitMins: 90, IsProctored: true, IsActive: true, Backend: "software_secure",
		}
	}
	practice := exam(5, stats, "Practice exam")
	practice.IsPracticeExam = true
	return []model.Exam{
		exam(1, stats, "Midterm 1"), exam(2, stats, "Final exam"), exam(3, law, "Midterm 1"), exam(4, law, "Final exam"), practice,
	}
}

// text makes a text hostile if the store is configured so.
func (s *memory) text(t string) model.Text {
	if s.cfg.Hostile {
		return model.Text(Hostile + t + Hostile)
	}
	return model.Text(t)
}

// invent generates attempt i, the same each time.
func (s *memory) invent(i int) model.AttemptRow {
	k := invention{attempts: s.cfg.Attempts, now: s.cfg.Now, hostile: s.cfg.Hostile, names: strings.Join(s.cfg.Names, "|")}
	if k.attempts > mostKept {
		return s.inventNow(i)
	}
	v, ok := inventions.Load(k)
	if !ok {
		v, _ = inventions.LoadOrStore(k, sync.OnceValue(func() []model.AttemptRow {
			rows := make([]model.AttemptRow, k.attempts)
			for i := range rows {
				rows[i] = s.inventNow(i)
			}
			return rows
		}))
	}
	row := v.(func() []model.AttemptRow)()[i]
	if row.Review != nil { // whoever changes it changes their own
		r := *row.Review
		row.Review = &r
	}
	return row
}

// invention is what the attempts that are made up depend on.
type invention struct {
	attempts int
	now      time.Time
	hostile  bool
	names    string
}

// inventions keeps the attempts that were made up, since each test starts with the
// same: the count of one desk's tabs asks for all of them.
var inventions sync.Map

// mostKept bounds what is kept: the benchmarks have a million.
const mostKept = 10_000

func (s *memory) inventNow(i int) model.AttemptRow {
	at := s.modified(i)
	status := statuses()[i%len(statuses())]
	row := model.AttemptRow{Learner: s.learner(i), Exam: made()[i%len(made())]}
	row.Exam.Name = s.text(row.Exam.Name.Raw())
	started, ended := at.Add(-95*time.Minute), at.Add(-8*time.Minute)
	minutes := 90
	row.Attempt = model.Attempt{
		ID: int64(i) + 1, ExamID: row.Exam.ID, UserID: row.Learner.ID, Created: started.Add(-time.Minute), Modified: at,
		StartedAt: &started, CompletedAt: completed(status, ended), Code: s.text(fmt.Sprintf("CODE-%06d", i+1)),
		ExternalID: s.text(fmt.Sprintf("EXT-%06d", i+1)), AllowedTimeLimitMins: &minutes, Status: status, IsResumable: status == model.Errored,
		TakingAsProctored: true, IsSampleAttempt: row.Exam.IsPracticeExam,
	}
	if status == model.SecondReviewRequired || status.IsDecided() {
		row.Review = s.review(i, status, at)
		row.Comments = comments(i)
	}
	row.Cursor = placeOf(row).cursor()
	return row
}

func (s *memory) learner(i int) model.Learner {
	known := s.cfg.Names
	if len(known) == 0 {
		known = names()
	}
	user, full, _ := strings.Cut(known[i%len(known)], "|")
	if n := i / len(known); n > 0 {
		user = fmt.Sprintf("%s%d", user, n)
	}
	return model.Learner{
		ID: int64(i) + 100, Username: s.text(user), Email: s.text(user + "@students.example.edu"), FullName: s.text(full), IsActive: true,
	}
}

func (s *memory) review(i int, status model.AttemptStatus, at time.Time) *model.Review {
	r := &model.Review{
		ID: int64(i) + 5000, AttemptCode: s.text(fmt.Sprintf("CODE-%06d", i+1)), Status: model.ReviewSuspicious,
		HasVideo: true, IsAttemptActive: true, Created: at, Modified: at,
	}
	if status == model.Verified {
		r.Status = model.ReviewClean
	}
	return r
}

func comments(i int) int { return i % 6 }

// completed returns when an attempt was submitted; nil for one that broke off.
func completed(status model.AttemptStatus, at time.Time) *time.Time {
	if status == model.Errored {
		return nil
	}
	return &at
}

func (s *memory) modified(i int) time.Time {
	return s.cfg.Now.Add(-time.Duration(s.cfg.Attempts-i) * pace)
}
