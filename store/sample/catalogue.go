package sample

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"examdesk/model"
)

// kind is the place of an exam in its course.
type kind uint8

const (
	practice kind = iota
	midterm1
	midterm2
	final
	quiz
	lab     // was proctored, and then no longer
	retired // taken out of the course before anybody took it
)

// attemptsPerCourse is how many attempts a course has on average.
const attemptsPerCourse = 20_000

// fewestCourses are made however small the sample is: one for each service,
// and one with a key of the old form.
const fewestCourses = 4

// exam is an exam with what the plan needs to know in addition to its row.
type exam struct {
	model.Exam
	kind    kind
	backend model.Backend
	open    stamp
	due     stamp // zero for none
	made    stamp
	changed stamp // when it was edited, zero for never
	policy  int64 // id of its review policy, zero for none
}

// closes returns the last moment to begin an attempt.
func (e *exam) closes(now stamp) stamp {
	switch {
	case e.kind == lab:
		return e.changed - hour
	case e.due != 0 && e.due < now:
		return e.due
	}
	return now
}

// limit returns the time that everybody gets.
func (e *exam) limit() stamp { return stamp(e.TimeLimitMins) * minute }

// longestSetUp is how long a learner takes at most before the exam begins.
const longestSetUp = 25 * minute

// longestExtra is the largest allowance of time.
const longestExtra = 60 * minute

// sitting returns the longest that an attempt can take from creation to submission.
func (e *exam) sitting() stamp { return longestSetUp + e.limit() + longestExtra + 2*minute }

type course struct {
	id    string
	start stamp
	exams []*exam
}

// byKind returns the course's exam of a kind, nil if it has none.
func (c *course) byKind(k kind) *exam {
	for _, e := range c.exams {
		if e.kind == k {
			return e
		}
	}
	return nil
}

type catalogue struct {
	now     stamp
	courses []*course
	exams   []*exam
}

func newCatalogue(attempts int, now stamp) *catalogue {
	c := &catalogue{now: now}
	for no := range max(fewestCourses, attempts/attemptsPerCourse) {
		c.add(no)
	}
	return c
}

// serviceOf spreads the services over the courses.
func serviceOf(no int) string {
	return []string{"software_secure", "software_secure", "test", "proctorco"}[no%4]
}

// oldStyle is the one course whose key has the form from before course-v1.
const oldStyle = 1

func (c *catalogue) add(no int) {
	org := []string{"NordicU", "CoastTech", "AndesX", "SahelU", "PacificRim"}[no%5]
	subject := []string{"STAT", "LAW", "CS", "BIO", "CHEM", "HIST", "ECON", "MED", "PHYS"}[no%9]
	code := fmt.Sprintf("%s%d", subject, 101+no)
	run := c.now.time().Format("2006") + "_Autumn"
	co := &course{start: (c.now - 120*day - stamp(no%7)*day).floorHour()}
	block := func(kind kind) string {
		return fmt.Sprintf("block-v1:%s+%s+%s+type@sequential+block@%s", org, code, run, blockID(org, code, kind))
	}
	co.id = fmt.Sprintf("course-v1:%s+%s+%s", org, code, run)
	if no == oldStyle {
		co.id = fmt.Sprintf("%s/%s/%s", org, code, run)
		block = func(kind kind) string {
			return fmt.Sprintf("i4x://%s/%s/sequential/%s", org, code, blockID(org, code, kind))
		}
	}
	for _, e := range c.syllabus(no, co.start) {
		e.ID = int64(len(c.exams) + 1)
		e.CourseID, e.ContentID = model.Text(co.id), model.Text(block(e.kind))
		if e.kind != quiz && e.kind != retired {
			e.ExternalID = model.Text(fmt.Sprintf("ex-%s-%s-%s-%d", org, code, run, e.kind))
		}
		e.made = co.start
		c.exams = append(c.exams, e)
		co.exams = append(co.exams, e)
	}
	c.courses = append(c.courses, co)
}

// blockID returns an id that depends on the course alone, so that a course has the
// same blocks in every store.
func blockID(org, code string, k kind) string {
	sum := sha256.Sum256([]byte(fmt.Sprint(org, code, k)))
	return hex.EncodeToString(sum[:16])
}

// syllabus returns the exams of a course in the order in which they are taken. The
// first midterm is long over, the second one lately, the final is on now.
func (c *catalogue) syllabus(no int, start stamp) []*exam {
	back := func(days, spread int) stamp { return (c.now - stamp(days+no%spread)*day).floorHour() }
	past, recent := back(45, 5), back(8, 3)
	service := serviceOf(no)
	ready := "Practice exam: check your setup"
	if service != "software_secure" {
		ready = "Onboarding & practice exam"
	}
	exams := []*exam{
		newExam(practice, ready, 30, service, start, 0),
		newExam(midterm1, subject(no+3)+" · Midterm 1", 90, service, start+25*day, past),
		newExam(midterm2, "Midterm 2 — Régression & Inférence", 120, service, past, recent),
		newExam(final, subject(no)+" · Final exam", 180, service, recent, (c.now + stamp(9+no%6)*day).floorHour()),
		newExam(quiz, subject(no+7)+" · Weekly quiz (timed)", 25, "test", start, 0),
	}
	if no%8 == oldStyle {
		e := newExam(lab, "Lab test", 60, service, past+day, past+12*day)
		e.IsProctored, e.changed = false, past+10*day
		exams = append(exams, e)
	}
	if no%4 == 0 {
		e := newExam(retired, "Pop quiz 3", 15, "test", start, 0)
		e.IsActive, e.changed = false, start+6*day
		exams = append(exams, e)
		exams[final].changed = start + 18*day
	}
	return exams
}

// subject returns what a course is about, in the language that it is taught in.
func subject(no int) string {
	names := []string{
		"सांख्यिकी", "สถิติศาสตร์", "புள்ளியியல்", "ﾄｳｹｲｶﾞｸ", "পরিসংখ্যান", "ស្ថិតិ", "గణాంకాలు", "통계학", "ಸಂಖ್ಯಾಶಾಸ್ತ್ರ", "စာရင်းအင်း",
		"സ്ഥിതിവിവരക്കണക്ക്", "ສະຖິຕິ", "આંકડાશાસ્ત્ર", "གྲངས་རིག", "ਅੰਕੜਾ ਵਿਗਿਆਨ", "සංඛ්\u200dයානය", "ପରିସଂଖ୍ୟାନ", "ስታቲስቲክስ", "სტატისტიკა", "Վիճակագրություն",
		"thống kê", "إحصاء", "סטטיסטיקה", "统计学", "Статистика", "Στατιστική",
	}
	return names[no%len(names)]
}

func newExam(k kind, name string, minutes int, service string, open, due stamp) *exam {
	e := &exam{kind: k, open: open, due: due, Exam: model.Exam{
		Name: model.Text(name), TimeLimitMins: minutes, Backend: model.Text(service), IsActive: true,
		IsProctored: k != quiz && k != retired, IsPracticeExam: k == practice,
	}}
	if due != 0 {
		t := due.time()
		e.DueDate = &t
	}
	if b := model.DefaultBackends().Resolve(e.Exam); b != nil {
		e.backend = *b
	}
	return e
}
