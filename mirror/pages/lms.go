package pages

import (
	"context"

	"examdesk/model"
)

// PageSize is how many groups a page of attempts has (edx-proctoring's
// ATTEMPTS_PER_PAGE).
const PageSize = 25

// Page is a numbered page of a course's attempts: for each learner and exam the newest
// attempt, the newest first, each with all attempts of that learner at that exam.
type Page struct {
	Groups []model.AttemptGroup
	// Number counts from 1 to Pages.
	Number, Pages int
}

// LMS is what is asked of an LMS's API. Course staff may ask all of it. The error of a
// page that does not exist (any longer) has [model.CodeNotFound].
type LMS interface {
	// Exams returns the active exams of a course.
	Exams(ctx context.Context, course string) ([]model.Exam, error)
	Attempts(ctx context.Context, course string, page int) (Page, error)
	// SearchAttempts is [LMS.Attempts] for learners whose username or e-mail has a text
	// in it.
	SearchAttempts(ctx context.Context, course, search string, page int) (Page, error)
	// Allowances returns the allowances for a course's active exams.
	Allowances(ctx context.Context, course string) ([]model.GrantedAllowance, error)
}

// Invisible are the tables that the API does not show.
func Invisible() []string {
	return []string{
		"proctoring_proctoredexamstudentattempt_history", "proctoring_proctoredexamhistory", "proctoring_proctoredexamsoftwaresecurereview",
		"proctoring_proctoredexamsoftwaresecurereviewhistory", "proctoring_proctoredexamstudentattemptcomment",
		"proctoring_proctoredexamstudentallowancehistory", "proctoring_proctoredexamreviewpolicy", "proctoring_proctoredexamreviewpolicyhistory",
		"auth_userprofile",
	}
}
