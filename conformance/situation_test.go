package conformance

import (
	"fmt"

	"examdesk/model"
)

// situation builds what stood in the database when the row was recorded: the
// attempt, and the learner's attempts at the other exams of the course.
func situation(row *statusRow) model.Situation {
	backend := "test"
	if row.Kind == "practice" {
		backend = "null"
	}
	exam := matrixExam(1, row.Kind != "timed", row.Kind == "practice" || row.Kind == "onboarding", backend)
	if backend == "null" {
		exam.ExternalID = "" // only a service that answers gives an exam its external id
	}
	s := model.Situation{
		Now: matrixNow(), Exam: exam, Backends: model.DefaultBackends(), AllowedMinutes: 90,
		Rules:           recordedRules(),
		OverridesGrades: model.Yes,
		Attempt:         row.Before.attempt(100, exam),
	}
	s.Rules.AllowTimedOutState = row.Variant == "ALLOW_TIMED_OUT_STATE"
	// Exam 7 is inactive, so it is not among the other exams.
	s.OtherExams = []model.OtherExam{
		{Exam: matrixExam(2, true, false, "test")},
		other(3, matrixExam(3, true, false, "test"), model.Created),
		other(4, matrixExam(4, true, false, "test"), model.Submitted),
		{Exam: matrixExam(5, false, false, "test")},
		{Exam: matrixExam(6, true, true, "test")},
		other(8, matrixExam(8, true, false, "test"), model.OnboardingPending),
	}
	s.OnboardingErrors = []model.OtherExam{s.OtherExams[5]}
	return s
}

func matrixExam(n int64, proctored, practice bool, backend string) model.Exam {
	return model.Exam{
		ID: n, Name: model.Text(fmt.Sprintf("Exam %d", n)), CourseID: "course-v1:edX+Peer+2026",
		ContentID:  model.Text(fmt.Sprintf("block-v1:edX+Peer+2026+type@sequential+block@e%d", n)),
		ExternalID: "externalid", IsProctored: proctored, IsPracticeExam: practice, IsActive: true,
		Backend: model.Text(backend), TimeLimitMins: 90,
	}
}

func other(n int64, exam model.Exam, status model.AttemptStatus) model.OtherExam {
	return model.OtherExam{Exam: exam, Current: &model.Attempt{
		ID: n, ExamID: exam.ID, UserID: 1, Status: status, TakingAsProctored: true,
		ExternalID: model.Text(fmt.Sprintf("ext-%d", n)),
	}}
}

func (f attemptFields) attempt(id int64, exam model.Exam) model.Attempt {
	a := model.Attempt{
		ID: id, ExamID: exam.ID, UserID: 1, Status: f.Status, StartedAt: f.StartedAt, CompletedAt: f.CompletedAt,
		AllowedTimeLimitMins: f.Allowed, IsResumable: f.Resumable, ReadyToResume: f.ReadyToResume, Resumed: f.Resumed,
		TakingAsProctored: f.Proctored, IsSampleAttempt: f.Sample, TimeRemainingSeconds: f.Remaining,
		IsStatusAcknowledged: f.Acknowledged,
	}
	if f.ExternalID != nil {
		a.ExternalID = model.Text(*f.ExternalID)
	}
	return a
}

func fieldsOf(a model.Attempt) attemptFields {
	f := attemptFields{
		Status: a.Status, StartedAt: a.StartedAt, CompletedAt: a.CompletedAt, Allowed: a.AllowedTimeLimitMins,
		Resumable: a.IsResumable, ReadyToResume: a.ReadyToResume, Resumed: a.Resumed, Proctored: a.TakingAsProctored,
		Sample: a.IsSampleAttempt, Remaining: a.TimeRemainingSeconds, Acknowledged: a.IsStatusAcknowledged,
	}
	if a.ExternalID != "" {
		id := a.ExternalID.Raw()
		f.ExternalID = &id
	}
	return f
}
