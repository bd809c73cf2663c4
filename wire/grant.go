package wire

import (
	"net/http"

	"examdesk/model"
)

// ListAllowances is [model.AllowanceKeeper.ListAllowances].
var ListAllowances = Asks[AllowancesParams, model.AllowanceList](Op{
	Name: "listAllowances", Tag: "allowances", Method: http.MethodGet, Path: "/allowances", Scope: ForTeams,
	Summary: "Returns a page of allowances in the order in which they were made.",
})

// PairParams name a learner and an exam in somebody's words.
type PairParams struct {
	Wish model.AllowanceWish `in:"query" doc:"The wish, as JSON: learner is a username or e-mail, exam an id, a content id or a name within course."`
}

// Pair is a learner and an exam, each if one was named.
type Pair struct {
	Learner model.Learner
	Exam    model.Exam
}

// FindPair is [model.AllowanceKeeper.FindPair].
var FindPair = Asks[PairParams, Pair](Op{
	Name: "findPair", Tag: "allowances", Method: http.MethodGet, Path: "/allowances/pair", Scope: ForTeams,
	Summary: "Finds the learner and the exam that somebody names, each if they do.",
})

// GrantParams ask for allowances.
type GrantParams struct {
	Request model.AllowanceRequest `in:"body" doc:"What is wished for, pair by pair."`
}

// PlanAllowances is [model.AllowanceKeeper.PlanAllowances].
var PlanAllowances = Asks[GrantParams, model.AllowancePlan](Op{
	Name: "planAllowances", Tag: "allowances", Method: http.MethodPost, Path: "/allowances/plan", Deed: model.DeedGrant, Plans: true, Scope: ForDoers,
	Summary: "Returns what granting or removing allowances would do, pair by pair; what is wrong with one pair is in its line.",
})

// PlanParams are a plan to be carried out.
type PlanParams struct {
	Plan model.AllowancePlan `in:"body" doc:"The plan as it was answered. It is made again: a line that comes out differently is a conflict in its result."`
}

// ApplyAllowances is [model.AllowanceKeeper.ApplyAllowances].
var ApplyAllowances = Asks[PlanParams, model.AllowancesApplied](Op{
	Name: "applyAllowances", Tag: "allowances", Method: http.MethodPost, Path: "/allowances", Deed: model.DeedGrant, Scope: ForDoers,
	Summary: "Does what a plan says, in one transaction; a pair that has changed since is a conflict in its result, and the others are done.",
})

// Applying is a line of what is told while allowances are applied: how far it is, what became
// of a pair once all is written, and last the batch.
type Applying struct {
	// Done of Total allowances are written so far; both are 0 while the plan is made again.
	Done, Total int
	// Result is what became of a line of the plan, in the plan's order; null in a line that
	// tells progress.
	Result *model.AllowanceResult
	// Batch ends the items.
	Batch *AppliedBatch
}

// AppliedBatch is the number by which all of it can be taken back, or why it cannot.
type AppliedBatch struct {
	ID     int64
	NoUndo string
}

// FollowAllowances is [model.AllowanceKeeper.ApplyAllowances] with its progress.
var FollowAllowances = Walks[PlanParams, Applying](Op{
	Name: "followAllowances", Tag: "allowances", Method: http.MethodPost, Path: "/allowances.ndjson", Deed: model.DeedGrant, Scope: ForDoers,
	Summary: "Does what a plan says, as POST /allowances does, and tells meanwhile how far it is; what became of each pair comes when all is written.",
})

// BatchParams name a batch.
type BatchParams struct {
	Batch int64 `in:"path" doc:"The batch's number."`
}

// PlanUndo is [model.AllowanceKeeper.PlanUndo].
var PlanUndo = Asks[BatchParams, model.AllowancePlan](Op{
	Name: "planUndo", Tag: "allowances", Method: http.MethodGet, Path: "/allowances/batches/{batch}/undo", Scope: ForDoers,
	Summary: "Returns the plan that writes back what was there before a batch, wherever nothing changed since.",
})

// LimitParams bound a list.
type LimitParams struct {
	Limit int `in:"query" doc:"How many at most."`
}

// AllowanceBatches is [model.AllowanceKeeper.AllowanceBatches].
var AllowanceBatches = Asks[LimitParams, []model.AllowanceBatch](Op{
	Name: "allowanceBatches", Tag: "allowances", Method: http.MethodGet, Path: "/allowances/batches",
	Summary: "Lists the newest batches of allowances, each of which can be taken back.",
})

// AllowanceHistoryParams name a learner or an exam.
type AllowanceHistoryParams struct {
	UserID int64 `in:"query" doc:"The learner's id."`
	ExamID int64 `in:"query" doc:"The exam's id; one of the two must be given."`
}

// AllowanceHistory is [model.AllowanceKeeper.AllowanceHistory].
var AllowanceHistory = Asks[AllowanceHistoryParams, []model.AllowanceChange](Op{
	Name: "allowanceHistory", Tag: "allowances", Method: http.MethodGet, Path: "/allowances/history", Scope: ForTeams,
	Summary: "Returns what a learner was granted, or all learners at an exam, the last first.",
})
