package apiv1_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"examdesk/model"
)

// Registration by the API takes a time limit that nobody can have, as edx-proctoring
// does. The desk and the commands register and create by the roles for people, which
// refuse it, also for an exam that is not active.
func TestNegativeTimeLimit(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	exam := map[string]any{
		"course_id": course, "content_id": "b9", "exam_name": "Odd", "time_limit_mins": -1, "due_date": nil, "is_proctored": false,
		"is_practice_exam": false, "is_active": true, "hide_after_due": false, "backend": "test",
	}
	body, err := json.Marshal([]any{exam})
	r.must(err)
	if status, said := r.send("ops", "PATCH", "exam_registration/course_id/"+course, string(body)); status != http.StatusOK {
		t.Errorf("%d %s", status, said)
	}
	if got := r.list("SELECT time_limit_mins FROM proctoring_proctoredexam WHERE content_id = 'b9'"); !slices.Equal(got, []string{"-1"}) {
		t.Errorf("the time limits are %v", got)
	}

	ops, err := r.engine.EdxProctoring().Person(t.Context(), "ops")
	r.must(err)
	atDesk := r.engine.As(model.Actor{Reviewer: ops, Door: model.DoorDesk})
	before := r.rows()
	for _, active := range []bool{true, false} {
		name, minutes, no := "Odd", -1, false
		registered := model.CourseRegistration{Course: course, Exams: []model.ExamRegistration{{ContentID: "b8", ExamChange: model.ExamChange{
			Name: &name, TimeLimitMins: &minutes, IsProctored: &no, IsPracticeExam: &no, IsActive: &active, HideAfterDue: &no,
		}}}}
		created := model.Exam{CourseID: course, ContentID: "b8", Name: "Odd", TimeLimitMins: -1, IsActive: active}
		_, planned := atDesk.PlanRegistration(t.Context(), registered)
		_, done := atDesk.RegisterExams(t.Context(), registered)
		_, plannedNew := atDesk.PlanNewExam(t.Context(), created)
		_, doneNew := atDesk.CreateExam(t.Context(), created)
		for what, err := range map[string]error{"PlanRegistration": planned, "RegisterExams": done, "PlanNewExam": plannedNew, "CreateExam": doneNew} {
			if model.CodeOf(err) != model.CodeInvalid || !strings.Contains(model.Sentence(err), "b8 cannot have a time limit of -1 minutes; give at least 1") {
				t.Errorf("%s, active %t: %v", what, active, err)
			}
		}
	}
	r.untouched(before)
}
