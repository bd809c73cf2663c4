package model

import (
	"cmp"
	"slices"
)

// ReviewedAttempt is one line of a course's report of violations.
type ReviewedAttempt struct {
	Row AttemptRow
	// Review is empty for an attempt without one.
	Review ReviewStatus
	// Comments are the reviewer's, by their status, in the order of the review.
	Comments map[ReviewStatus][]Text
}

// ReportedReview is a review with its comments.
type ReportedReview struct {
	ID          int64
	AttemptCode Text
	Status      ReviewStatus
	Comments    []Comment
}

// ViolationReport joins a course's attempts with their reviews and sorts them by
// the exam's name (edx-proctoring 5.2.0, api.get_exam_violation_report). A
// review of an attempt that is gone is left out. Where the original lets all
// attempts without a code fall into one, each has its line.
func ViolationReport(attempts []AttemptRow, reviews []ReportedReview) []ReviewedAttempt {
	out := make([]ReviewedAttempt, len(attempts))
	at := make(map[Text]int, len(attempts))
	for i, row := range attempts {
		out[i].Row = row
		if row.Attempt.Code != "" {
			at[row.Attempt.Code] = i
		}
	}
	for _, r := range reviews {
		i, known := at[r.AttemptCode]
		if !known {
			continue
		}
		out[i].Review = r.Status
		for _, c := range r.Comments {
			if out[i].Comments == nil {
				out[i].Comments = map[ReviewStatus][]Text{}
			}
			out[i].Comments[c.Status] = append(out[i].Comments[c.Status], c.Text)
		}
	}
	slices.SortStableFunc(out, func(a, b ReviewedAttempt) int { return cmp.Compare(a.Row.Exam.Name, b.Row.Exam.Name) })
	return out
}
