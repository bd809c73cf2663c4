package engine

import (
	"database/sql"
	"strings"
	"testing"

	"examdesk/model"
)

// everyCard reads the card of every learner of the shared database.
func everyCard(t *testing.T, visit func(model.LearnerCard, model.ExamCard)) {
	t.Helper()
	e, _ := fresh(t, false)
	users, err := e.FindLearners(t.Context(), model.LearnerQuery{Text: "@", Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		card, err := e.ReadLearner(t.Context(), u.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, course := range card.Courses {
			for _, x := range course.Exams {
				visit(card, x)
			}
		}
	}
}

// What the shared database holds is said as it is: what was removed on its day
// and by nobody's review, what was declined along with another exam, what came
// back from its review, and nothing that can be done only in the past.
func TestStandingsOfTheSharedDatabase(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	everyCard(t, func(card model.LearnerCard, x model.ExamCard) {
		s := x.Standing
		switch {
		case len(x.Attempts) == 0 && s.Since != nil:
			count["removed"]++
			if !strings.Contains(s.Where, "was removed on "+s.Since.Format("2006-01-02")) || !strings.Contains(s.Shown.Where, "was removed on ") {
				t.Errorf("%s at %s: %s", card.Learner.Username, x.Exam.Name, s.Where)
			}
		case s.Code == model.StandsDeclinedCascade:
			count["cascade"]++
			if strings.Contains(s.Where, x.Exam.Name.String()) {
				t.Errorf("%s: declined with itself: %s", card.Learner.Username, s.Where)
			}
		case s.Code == model.StandsDeclined:
			count["declined"]++
		case len(x.Attempts) > 0 && x.Attempts[0].Attempt.Status == model.Errored && x.Attempts[0].Attempt.CompletedAt != nil:
			count["came back"]++
			if strings.Contains(s.Where, "broke off") || !strings.Contains(s.Where, "submitted after ") {
				t.Errorf("%s at %s: %s", card.Learner.Username, x.Exam.Name, s.Where)
			}
		}
		for _, h := range card.Timeline {
			if h.Type == string(model.SaveDelete) && strings.Contains(h.Who.String(), "review") {
				t.Errorf("%s: %s by %s", card.Learner.Username, h.What, h.Who)
			}
		}
		if s.By != nil && !s.By.After(now()) {
			t.Errorf("%s at %s: until %s", card.Learner.Username, x.Exam.Name, s.By)
		}
	})
	t.Log(count)
	if count["removed"] != 7 || count["cascade"] != 34 || count["declined"] != 21 || count["came back"] == 0 {
		t.Errorf("%v: not 7 removed, 34 declined along with another and 21 by themselves", count)
	}
}

// An attempt whose exam is gone is said to be so, and does not keep the others
// from being shown.
func TestStandingOfALostExam(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, false)
	row := someAttempt(t, e, model.Filter{Statuses: []model.AttemptStatus{model.Submitted}})
	row.Exam = model.Exam{}
	got, err := e.Standing(t.Context(), row)
	if err != nil || got.Code != model.StandsExamGone {
		t.Errorf("%+v, %v", got, err)
	}
}

// A due date that counts from a learner's own start is named as such: the store
// does not hold schedules.
func TestRelativeDueDate(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, false)
	row := someAttempt(t, e, model.Filter{Statuses: []model.AttemptStatus{model.Submitted}, OnlyProctored: true})
	db, err := sql.Open("sqlite", s.Info().Path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, query := range []string{
		"INSERT INTO edx_when_datepolicy (id, created, modified, rel_date) VALUES (7, '2026-01-01', '2026-01-01', 864000000000)",
		"INSERT INTO edx_when_contentdate (id, course_id, location, policy_id, active, field) VALUES (7, '" + row.Exam.CourseID.Raw() + "', '" + row.Exam.ContentID.Raw() + "', 7, 1, 'due')",
		"UPDATE proctoring_proctoredexam SET due_date = NULL",
	} {
		if _, err := db.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	card, err := e.ReadLearner(t.Context(), row.Learner.ID)
	if err != nil {
		t.Fatal(err)
	}
	relative := 0
	for _, course := range card.Courses {
		for _, x := range course.Exams {
			if x.DueRelative {
				relative++
			}
		}
	}
	if text := model.Ticket(card, now(), nil, false); relative != 1 || !strings.Contains(text, "Due: "+model.DueRelativeWords) {
		t.Errorf("%d exams have a relative due date:\n%s", relative, text)
	}
}
