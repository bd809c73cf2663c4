package model

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func filterNames() FilterNames {
	exam := func(id int64, course, name, backend string) Exam {
		return Exam{ID: id, CourseID: Text(course), Name: Text(name), Backend: Text(backend)}
	}
	const stat, law26, law27 = "course-v1:NordicU+STAT101+2026", "course-v1:NordicU+LAW1+2026", "course-v1:NordicU+LAW1+2027"
	return FilterNames{
		Courses: []Course{
			{ID: stat, Exams: []Exam{exam(1, stat, "Midterm", "software_secure"), exam(2, stat, "", "test")}},
			{ID: law26, Exams: []Exam{exam(3, law26, "Final", "test")}},
			{ID: law27, Exams: []Exam{exam(4, law27, "Final", "test")}},
		},
		Unknown: map[string][]string{"omar": {"omar_h", "zoe"}, "x": nil},
	}
}

func TestReadFilter(t *testing.T) {
	t.Parallel()
	const stat = "course-v1:NordicU+STAT101+2026"
	cases := map[string]struct {
		courses  []string
		exams    []int64
		examName string
		said     []string // a part of each sentence, in their order
	}{
		"course:STAT101":                {courses: []string{stat}, said: []string{"course:STAT101 is " + stat}},
		"course:stat101":                {courses: []string{stat}, said: []string{"is " + stat}},
		"course:" + stat:                {courses: []string{stat}},
		"course:LAW1":                   {courses: []string{"LAW1"}, said: []string{"2 courses; write one of course-v1:NordicU+LAW1+2026, course-v1:NordicU+LAW1+2027"}},
		"course:STAT11":                 {courses: []string{"STAT11"}, said: []string{"no course STAT11 here; the nearest is course:STAT101."}},
		"exam:mid":                      {examName: "mid"},
		`exam:"STAT101 Midterm"`:        {exams: []int64{1}, said: []string{"is exam 1"}},
		`exam:"STAT101 exam 2"`:         {exams: []int64{2}, said: []string{"is exam 2"}},
		"exam:99":                       {exams: []int64{99}, said: []string{"no exam 99"}},
		"exam:Midtrem":                  {examName: "Midtrem", said: []string{"nearest is exam:Midterm"}},
		"backend:software_secur":        {said: []string{"the nearest is backend:software_secure."}},
		"backend:test":                  {},
		"learner:omar":                  {said: []string{"username omar (learner:); the nearest is learner:omar_h."}},
		"reviewer:x":                    {said: []string{"username x (reviewer:)."}},
		"reviewer:none":                 {},
		"status:error AND status:error": {said: []string{`"AND" is not an operator`}},
		"status:error OR status:error":  {}, // which is one
		"learner:omar or !(learner:omar exam:99)": {said: []string{"nearest is learner:omar_h", "no exam 99", "nearest is learner:omar_h"}},
		"course:STAT101 or course:LAW1 exam:3":    {said: []string{"course:STAT101 is " + stat, "2 courses"}},
	}
	for in, c := range cases {
		t.Run(in, func(t *testing.T) {
			t.Parallel()
			f, err := ParseFilter(in)
			if err != nil {
				t.Fatal(err)
			}
			r := ReadFilter(f, filterNames())
			if diff := cmp.Diff(c.courses, append([]string(nil), r.Filter.Courses...)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.exams, r.Filter.ExamIDs); diff != "" {
				t.Error(diff)
			}
			if r.Filter.ExamName != c.examName {
				t.Errorf("the exam's name is %q, want %q", r.Filter.ExamName, c.examName)
			}
			said := r.Sentences()
			if len(said) != len(c.said) {
				t.Fatalf("said %q, want %q", said, c.said)
			}
			for i := range said {
				if !strings.Contains(said[i], c.said[i]) {
					t.Errorf("said %q, want %q", said[i], c.said[i])
				}
			}
		})
	}
}

// What a list shows can be typed.
func TestLabelsParse(t *testing.T) {
	t.Parallel()
	for _, s := range AttemptStatuses() {
		f, err := ParseFilter(`status:"` + StatusLabel(s) + `"`)
		if err != nil || len(f.Statuses) != 1 || f.Statuses[0] != s {
			t.Errorf("%q is read as %v (%v), want %s", StatusLabel(s), f.Statuses, err, s)
		}
	}
	for _, r := range ReviewStatuses() {
		f, err := ParseFilter("review:" + ReviewLabel(r))
		if ReviewLabel(r) != "" && (err != nil || len(f.ReviewStatus) != 1 || f.ReviewStatus[0] != r) {
			t.Errorf("%q is read as %v (%v), want %s", ReviewLabel(r), f.ReviewStatus, err, r)
		}
	}
	for _, s := range Sections() {
		if f, err := ParseFilter(`section:"` + s.Title() + `"`); err != nil || f.Section != s {
			t.Errorf("%q is read as %s (%v)", s.Title(), f.Section, err)
		}
	}
}
