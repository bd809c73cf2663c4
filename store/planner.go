package store

import (
	"slices"
	"time"

	"examdesk/model"
)

// planner chooses the branches for one conjunction.
type planner struct {
	s      *database
	f      model.Filter
	now    time.Time
	limits model.StuckLimits
	// flat asks for one condition instead of many branches, for a filter that is not
	// scanned by itself.
	flat bool

	// window narrows every branch by the sort key, the last column of its index.
	window   condition
	residual condition
	branches []branch
	empty    bool

	statuses []any // nil: any
	learner  int64
	reviewer int64
	courses  []any
	exams    []any
}

func distinct[T comparable](list []T) []T {
	var out []T
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func contains[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

func anys[T ~string](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}
