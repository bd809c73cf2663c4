package wire

import (
	"net/http"

	"examdesk/model"
)

// ExamEditParams are new settings of an exam.
type ExamEditParams struct {
	ExamID int64          `in:"path" doc:"The exam's id."`
	Edit   model.ExamEdit `in:"body" doc:"The settings; what is null stays. expected is when the exam was last modified as the person saw it."`
}

// PlanExam is [model.ExamKeeper.PlanExam].
var PlanExam = Asks[ExamEditParams, model.ExamPlan](Op{
	Name: "planExam", Tag: "exams", Method: http.MethodPost, Path: "/exams/{exam_id}/settings/plan", Deed: model.DeedSetExam, Plans: true, Scope: ForDoers,
	Summary: "Returns what new settings of an exam would do.",
})

// ChangeExam is [model.ExamKeeper.ChangeExam].
var ChangeExam = Asks[ExamEditParams, model.ExamChanged](Op{
	Name: "changeExam", Tag: "exams", Method: http.MethodPost, Path: "/exams/{exam_id}/settings", Deed: model.DeedSetExam, Scope: ForDoers,
	Summary: "Changes an exam's settings; 409 with the exam as it is now if it changed since it was seen.",
})

// PolicyParams are another review policy.
type PolicyParams struct {
	ExamID int64              `in:"path" doc:"The exam's id."`
	Policy model.PolicyChange `in:"body" doc:"The policy; an empty text removes it. expected is the policy that the person saw."`
}

// PlanPolicy is [model.ExamKeeper.PlanPolicy].
var PlanPolicy = Asks[PolicyParams, model.ExamPlan](Op{
	Name: "planPolicy", Tag: "policies", Method: http.MethodPost, Path: "/exams/{exam_id}/policy/plan", Deed: model.DeedSetPolicy, Plans: true, Scope: ForDoers,
	Summary: "Returns what another review policy would do.",
})

// ChangePolicy is [model.ExamKeeper.ChangePolicy].
var ChangePolicy = Asks[PolicyParams, model.ExamChanged](Op{
	Name: "changePolicy", Tag: "policies", Method: http.MethodPost, Path: "/exams/{exam_id}/policy", Deed: model.DeedSetPolicy, Scope: ForDoers,
	Summary: "Gives an exam another review policy, or none; 409 with the exam as it is now if either changed since they were seen.",
})
