package wire

import (
	"net/http"

	"examdesk/model"
)

// NewExamParams are an exam to be created.
type NewExamParams struct {
	Exam model.Exam `in:"body" doc:"The exam, without an id."`
}

// PlanNewExam is [model.ExamRegistrar.PlanNewExam].
var PlanNewExam = Asks[NewExamParams, model.ExamOutcome](Op{
	Name: "planNewExam", Tag: "exams", Method: http.MethodPost, Path: "/exams/plan", Deed: model.DeedCreateExam, Plans: true, Scope: ForDoers,
	Summary: "Returns what creating an exam would do.",
})

// CreateExam is [model.ExamRegistrar.CreateExam].
var CreateExam = Asks[NewExamParams, model.ExamOutcome](Op{
	Name: "createExam", Tag: "exams", Method: http.MethodPost, Path: "/exams", Deed: model.DeedCreateExam, Scope: ForDoers,
	Summary: "Creates an exam.",
})

// RegistrationParams are the exams of a course.
type RegistrationParams struct {
	Registration model.CourseRegistration `in:"body" doc:"The course's exams; active ones that are not in the list are deactivated."`
}

// PlanRegistration is [model.ExamRegistrar.PlanRegistration].
var PlanRegistration = Asks[RegistrationParams, model.RegistrationPlan](Op{
	Name: "planRegistration", Tag: "exams", Method: http.MethodPost, Path: "/registrations/plan", Deed: model.DeedRegisterExams, Plans: true, Scope: ForDoers,
	Summary: "Returns what registering a course's exams would do to each of them.",
})

// RegisterExams is [model.ExamRegistrar.RegisterExams].
var RegisterExams = Asks[RegistrationParams, model.RegistrationPlan](Op{
	Name: "registerExams", Tag: "exams", Method: http.MethodPost, Path: "/registrations", Deed: model.DeedRegisterExams, Scope: ForDoers,
	Summary: "Makes a course's exams match a list, all or nothing; 409 if they are no longer those that are expected.",
})

// RetirementParams are a learner to be retired.
type RetirementParams struct {
	UserID     int64            `in:"path" doc:"The learner's id."`
	Retirement model.Retirement `in:"body" doc:"Whether here, at the services, or both."`
}

// PlanRetirement is [model.LearnerRetirer.PlanRetirement].
var PlanRetirement = Asks[RetirementParams, model.RetirementPlan](Op{
	Name: "planRetirement", Tag: "learners", Method: http.MethodPost, Path: "/learners/{user_id}/retirement/plan", Deed: model.DeedRetireLearner, Plans: true, Scope: ForDoers,
	Summary: "Returns what would be removed about a learner, and who would be asked.",
})

// RetireLearner is [model.LearnerRetirer.RetireLearner].
var RetireLearner = Asks[RetirementParams, model.RetirementPlan](Op{
	Name: "retireLearner", Tag: "learners", Method: http.MethodPost, Path: "/learners/{user_id}/retirement", Deed: model.DeedRetireLearner, Scope: ForDoers,
	Summary: "Removes what is kept about a learner, and asks the services to; it can be repeated.",
})
