package model

import (
	"context"
	"time"
)

// Part is how much of what an LMS has is here.
type Part struct {
	// Words say it, e.g. "pages 1 to 4 of 400".
	Words string
	// Whole reports whether everything is here. Otherwise a section holds at least what
	// it shows, and how many more there are is not known.
	Whole bool
	// Since is when the oldest of it was read; zero if nothing was.
	Since time.Time
}

// PartReader is what has read only a part of an LMS. A store that holds everything has
// none.
type PartReader interface {
	// Part returns how much is here of a course, or of all courses with "". It does no I/O.
	Part(course string) Part
	// ReadFurther reads the next part of a course, or of each that is open with "".
	ReadFurther(ctx context.Context, course string) error
}
