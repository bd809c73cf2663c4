package model

import (
	"cmp"
	"slices"
	"time"
)

// AllowanceChange is one thing that happened to an allowance.
type AllowanceChange struct {
	// At is when; the zero time if that is not recorded.
	At          time.Time
	AllowanceID int64
	Learner     Learner
	Exam        Exam
	Key         Text
	// From is empty for what was new, To for what was removed; New and Removed
	// tell.
	From, To     Text
	New, Removed bool
	// Who did it, and in which batch, where that is recorded.
	Who   Text
	Batch int64
}

// ArchivedAllowance is an allowance as it was until it changed or was removed.
type ArchivedAllowance struct {
	GrantedAllowance
	// ID is the archive's own; Until is when it ceased to be true.
	ID    int64
	Until time.Time
}

// AllowanceStory works out what happened from the rows there are and from what the archive
// holds, in the order of its ids: the last first. An archived value was followed
// by the next one, by what is there now, or by nothing. When an allowance that
// is gone was first granted is not recorded.
func AllowanceStory(current []GrantedAllowance, archived []ArchivedAllowance) []AllowanceChange {
	now := map[int64]GrantedAllowance{}
	for _, g := range current {
		now[g.Allowance.ID] = g
	}
	former := map[int64][]ArchivedAllowance{}
	var order []int64
	for _, a := range archived {
		id := a.Allowance.ID
		if len(former[id]) == 0 {
			order = append(order, id)
		}
		former[id] = append(former[id], a)
	}
	var out []AllowanceChange
	for _, id := range order {
		present, there := now[id]
		out = append(out, storyOf(former[id], present, there)...)
	}
	for _, g := range current {
		if len(former[g.Allowance.ID]) == 0 {
			out = append(out, change(g, g.Allowance.Created, "", g.Allowance.Value))
		}
	}
	SortAllowanceChanges(out)
	return out
}

// SortAllowanceChanges sorts changes newest first. Changes of one allowance at the
// same moment keep their order.
func SortAllowanceChanges(list []AllowanceChange) {
	slices.SortStableFunc(list, func(a, b AllowanceChange) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.AllowanceID, a.AllowanceID))
	})
}

// storyOf returns one allowance's changes, newest first.
func storyOf(former []ArchivedAllowance, present GrantedAllowance, there bool) []AllowanceChange {
	granted := change(former[0].GrantedAllowance, time.Time{}, "", former[0].Allowance.Value)
	if there {
		granted.At = present.Allowance.Created
	}
	out := []AllowanceChange{granted}
	for i, f := range former {
		c := change(f.GrantedAllowance, f.Until, f.Allowance.Value, "")
		c.New = false
		switch {
		case i+1 < len(former):
			c.To = former[i+1].Allowance.Value
		case there:
			c.To = present.Allowance.Value
		default:
			c.Removed = true
		}
		out = append(out, c)
	}
	slices.Reverse(out)
	return out
}

func change(g GrantedAllowance, at time.Time, from, to Text) AllowanceChange {
	return AllowanceChange{At: at, AllowanceID: g.Allowance.ID, Learner: g.Learner, Exam: g.Exam, Key: g.Allowance.Key, From: from, To: to, New: true}
}
