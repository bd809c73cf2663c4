package model

import "context"

// LearnerRetirer removes what is kept about a learner: the deed changes no status and
// sends nothing to anyone but the services that are asked to forget the learner.
type LearnerRetirer interface {
	// PlanRetirement returns what would be removed, and who would be asked;
	// [CodeNotFound] if the user does not exist.
	PlanRetirement(ctx context.Context, r Retirement) (RetirementPlan, error)
	// RetireLearner asks the services first and then empties the rows, in one
	// transaction. A service that fails is named in the answer, which is not an
	// error: everything else is done. It can be repeated.
	RetireLearner(ctx context.Context, r Retirement) (RetirementPlan, error)
}

// Retirement asks to retire a learner in the store, at the services, or both.
type Retirement struct {
	UserID           int64
	Here, AtServices bool
}

// RetirementPlan is what a retirement does, or did.
type RetirementPlan struct {
	Learner Learner
	// Here are the rows that hold something about the learner; those of a kind without
	// any are left out.
	Here     []RetiredRows
	Services []RetiredAt
	// Effects are what the services are asked.
	Effects []Effect
}

// RetiredRows count the rows of a kind that are emptied.
type RetiredRows struct {
	Kind RetiredKind
	Rows int64
}

// RetiredKind is what is emptied.
type RetiredKind string

// The kinds. The first five are edx-proctoring's (6.1.4, views.UserRetirement), the
// others examdesk's own.
const (
	RetiredAllowance       RetiredKind = "allowance"
	RetiredFormerAllowance RetiredKind = "former_allowance"
	RetiredReview          RetiredKind = "review"
	RetiredFormerReview    RetiredKind = "former_review"
	RetiredComment         RetiredKind = "comment"
	RetiredDelivery        RetiredKind = "delivery"
	RetiredBatchLine       RetiredKind = "allowance_batch"
	RetiredReason          RetiredKind = "reason"
	RetiredMessage         RetiredKind = "message"
)

// Words names the rows of a kind and what of them is emptied.
func (k RetiredKind) Words() string {
	switch k {
	case RetiredAllowance:
		return "values of allowances"
	case RetiredFormerAllowance:
		return "values of former allowances"
	case RetiredReview:
		return "reviews: the service's data and the recording's address"
	case RetiredFormerReview:
		return "former versions of reviews: the same"
	case RetiredComment:
		return "comments of reviews: text and status"
	case RetiredDelivery:
		return "deliveries of services: data, comments and the recording's address"
	case RetiredBatchLine:
		return "lines of bulk allowances, so that these can no longer be undone"
	case RetiredReason:
		return "reasons that people wrote"
	case RetiredMessage:
		return "messages to the platform: the learner's names"
	}
	return string(k)
}

// RetiredAt is a service at which a learner had proctored attempts.
type RetiredAt struct {
	Service Text
	// Asked reports whether it is asked, or was. Why says why it need not be.
	Asked bool
	Why   string
	// Problem is why it cannot be asked, or did not forget the learner; empty if it
	// did.
	Problem string
	Code    Code
}

// Effect is the question to the service as an effect.
func (r RetiredAt) Effect(userID int64) Effect {
	e := Effect{Kind: EffectBackend, Value: BackendRetire, Exam: Exam{Backend: r.Service}, Attempt: Attempt{UserID: userID}}
	switch {
	case r.Problem != "":
		e.Certainty, e.Reason = WillNot, r.Problem
	case !r.Asked:
		e.Certainty, e.Reason = WillNot, r.Why
	}
	return e
}

// Failed are the services that still know the learner: they cannot be asked, or failed.
func (p RetirementPlan) Failed() (out []RetiredAt) {
	for _, s := range p.Services {
		if s.Problem != "" {
			out = append(out, s)
		}
	}
	return out
}

// Empty reports whether there is nothing to do.
func (p RetirementPlan) Empty() bool {
	for _, s := range p.Services {
		if s.Asked {
			return false
		}
	}
	return len(p.Here) == 0
}
