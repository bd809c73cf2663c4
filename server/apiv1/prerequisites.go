package apiv1

import (
	"maps"
	"slices"

	"examdesk/model"
)

// shapePrerequisites is how a learner stands with the credit requirements that
// come before an exam (api.check_prerequisites). The list that the learner must
// look at next has links.
func shapePrerequisites(p model.Prerequisites) ordered {
	linked := "pending"
	switch {
	case len(p.Declined) > 0:
		linked = ""
	case len(p.Failed) > 0:
		linked = "failed"
	}
	list := func(name string, of []model.Prerequisite) []ordered {
		return shapeEach(of, func(r model.Prerequisite) ordered {
			out := ordered{}
			for _, other := range slices.Sorted(maps.Keys(r.Others)) {
				out = append(out, field{other, r.Others[other]})
			}
			out = append(out, field{"namespace", r.Namespace}, field{"name", r.Name}, field{"status", r.Status}, field{"order", r.Order})
			if name == linked {
				out = append(out, field{"jumpto_url", orNil(r.JumpTo)})
			}
			return out
		})
	}
	return ordered{
		{"are_prerequisites_satisifed", p.AreSatisfied()}, //nolint:misspell // the name that the API gives it
		{"satisfied_prerequisites", list("satisfied", p.Satisfied)},
		{"failed_prerequisites", list("failed", p.Failed)},
		{"pending_prerequisites", list("pending", p.Pending)},
		{"declined_prerequisites", list("declined", p.Declined)},
	}
}
