package model

import "slices"

// Prerequisite is a credit requirement that comes before an exam.
type Prerequisite struct {
	CreditRequirement
	// JumpTo is where the learner can meet it, empty if there is no such place.
	JumpTo string
}

// Prerequisites are what comes before an exam, by how the learner stands with it, each
// list in the course's order.
type Prerequisites struct {
	Satisfied, Failed, Pending, Declined []Prerequisite
}

// AreSatisfied reports whether nothing keeps the learner from the exam.
func (p Prerequisites) AreSatisfied() bool {
	return len(p.Failed)+len(p.Pending)+len(p.Declined) == 0
}

// OrderedRequirements returns the requirements in the course's order, without those
// of some namespaces (edx-proctoring 5.2.0, api._get_ordered_prerequisites).
func OrderedRequirements(all []CreditRequirement, without ...string) []CreditRequirement {
	out := make([]CreditRequirement, 0, len(all))
	for _, r := range all {
		if !slices.Contains(without, r.Namespace) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b CreditRequirement) int { return a.Order - b.Order })
	return out
}

// PrerequisitesOf sorts what comes before the requirement of a name by how the
// learner stands with it; an empty or unknown name is after all of them
// (edx-proctoring 5.2.0, api._are_prerequirements_satisfied). A status that is
// none of the known ones is pending.
func PrerequisitesOf(all []CreditRequirement, name string, without ...string) Prerequisites {
	var p Prerequisites
	for _, r := range OrderedRequirements(all, without...) {
		if name != "" && r.Name == name {
			return p
		}
		list := &p.Pending
		status := ""
		if r.Status != nil {
			status = *r.Status
		}
		switch status {
		case "satisfied":
			list = &p.Satisfied
		case "failed":
			list = &p.Failed
		case "declined":
			list = &p.Declined
		}
		*list = append(*list, Prerequisite{CreditRequirement: r})
	}
	return p
}

// WithLinks adds links to what the learner has to do next: what failed, else
// what is pending. Only exams have a place to go to (edx-proctoring 5.2.0,
// api._resolve_prerequisite_links).
func (p Prerequisites) WithLinks(course string) Prerequisites {
	list := &p.Pending
	if len(p.Failed) > 0 {
		list = &p.Failed
	}
	*list = slices.Clone(*list)
	for i, r := range *list {
		if r.Namespace == "proctored_exam" && r.Name != "" {
			(*list)[i].JumpTo = JumpToURL(course, r.Name)
		}
	}
	return p
}
