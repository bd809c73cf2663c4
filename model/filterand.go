package model

import (
	"slices"
	"time"
)

// And returns the filter that matches what both match. What plain fields cannot
// express, such as two lists of courses, becomes a group.
func (f Filter) And(o Filter) Filter {
	groups := o.Groups
	o.Groups = nil
	f = f.join(o)
	for _, g := range groups {
		if !g.Not && len(g.Any) == 1 {
			f = f.And(g.Any[0])
			continue
		}
		f.Groups = append(f.Groups, g)
	}
	return f
}

// join is And for a filter without groups.
func (f Filter) join(o Filter) Filter {
	groups := slices.Clone(f.Groups)
	apart := func(x Filter) { groups = append(groups, FilterGroup{Any: []Filter{x}}) }
	joinOne(&f.Section, o.Section, func() { apart(Filter{Section: o.Section}) })
	joinList(&f.Courses, o.Courses, func() { apart(Filter{Courses: o.Courses}) })
	joinList(&f.ExamIDs, o.ExamIDs, func() { apart(Filter{ExamIDs: o.ExamIDs}) })
	joinOne(&f.ExamName, o.ExamName, func() { apart(Filter{ExamName: o.ExamName}) })
	joinList(&f.Statuses, o.Statuses, func() { apart(Filter{Statuses: o.Statuses}) })
	f.NotStatuses = append(slices.Clone(f.NotStatuses), o.NotStatuses...)
	joinOne(&f.Learner, o.Learner, func() { apart(Filter{Learner: o.Learner}) })
	joinList(&f.Backends, o.Backends, func() { apart(Filter{Backends: o.Backends}) })
	joinList(&f.ReviewStatus, o.ReviewStatus, func() { apart(Filter{ReviewStatus: o.ReviewStatus}) })
	joinOne(&f.Reviewer, o.Reviewer, func() { apart(Filter{Reviewer: o.Reviewer}) })
	f.OlderThan = max(f.OlderThan, o.OlderThan)
	f.YoungerThan = younger(f.YoungerThan, o.YoungerThan)
	f.OnlyPractice = f.OnlyPractice || o.OnlyPractice
	f.OnlyProctored = f.OnlyProctored || o.OnlyProctored
	f.OnlyResumable = f.OnlyResumable || o.OnlyResumable
	f.Words = slices.Clone(f.Words)
	if f.Text == "" {
		f.Text = o.Text
	} else if o.Text != "" {
		f.Words = append(f.Words, o.Text)
	}
	f.Words = append(f.Words, o.Words...)
	f.Fuzzy = append(slices.Clone(f.Fuzzy), o.Fuzzy...)
	f.Comments = f.Comments.and(o.Comments)
	f.Submitted = f.Submitted.and(o.Submitted)
	f.Mine = f.Mine || o.Mine
	f.Operators = append(slices.Clone(f.Operators), o.Operators...)
	f.Groups = groups
	return f
}

func joinOne[T comparable](to *T, v T, apart func()) {
	var none T
	switch {
	case v == none || v == *to:
	case *to == none:
		*to = v
	default:
		apart()
	}
}

func joinList[T comparable](to *[]T, v []T, apart func()) {
	switch {
	case len(v) == 0:
	case len(*to) == 0:
		*to = slices.Clone(v)
	default:
		apart()
	}
}

// younger returns the smaller of two ages; 0 means no limit.
func younger(a, b time.Duration) time.Duration {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}

// Holds reports whether the filter matches. plain reports whether a single
// conjunction does; it need not look at the groups.
func (f Filter) Holds(plain func(Filter) bool) bool {
	if !plain(f) {
		return false
	}
	for _, g := range f.Groups {
		some := slices.ContainsFunc(g.Any, func(x Filter) bool { return x.Holds(plain) })
		if some == g.Not {
			return false
		}
	}
	return true
}

// inner applies change to each filter in the groups.
func (f Filter) inner(change func(Filter) Filter) Filter {
	f.Groups = slices.Clone(f.Groups)
	for i, g := range f.Groups {
		any := make([]Filter, len(g.Any))
		for j, x := range g.Any {
			any[j] = change(x)
		}
		f.Groups[i].Any = any
	}
	return f
}

// Parts returns the filter and those in its groups, at any depth.
func (f Filter) Parts() []Filter {
	out := []Filter{f}
	for _, g := range f.Groups {
		for _, x := range g.Any {
			out = append(out, x.Parts()...)
		}
	}
	return out
}

// IsMine reports whether any part of the filter depends on who asks.
func (f Filter) IsMine() bool {
	return slices.ContainsFunc(f.Parts(), func(x Filter) bool { return x.Mine })
}

// For returns the filter as it reads for one person: mine means theirs.
func (f Filter) For(username string) Filter {
	f = f.inner(func(x Filter) Filter { return x.For(username) })
	if !f.Mine {
		return f
	}
	f.Mine = false
	return f.And(Filter{Reviewer: username})
}
