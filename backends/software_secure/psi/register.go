package psi

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"examdesk/backends/payload"
	"examdesk/model"
)

const (
	// DefaultReviewPolicy is DEFAULT_REVIEW_POLICY where nothing is configured
	// (edx-proctoring 5.2.0, constants.DEFAULT_SOFTWARE_SECURE_REVIEW_POLICY).
	DefaultReviewPolicy = "Closed Book"
	// InvalidChars may not be in an exam's name.
	InvalidChars = `[]<>#:|!?/'"*\`
	// defaultExamName replaces a name of which nothing is left.
	defaultExamName = "Proctored Exam"
	product         = "rp-now"
	// maxYear is the last that the original can write.
	maxYear = 9999
)

// Registration is what PSI receives for a new attempt.
type Registration struct {
	// Organization and Sponsor are as PSI has given them (organization and
	// exam_sponsor in the settings).
	Organization, Sponsor string
	CryptoKey             model.Secret
	ExamID                int64
	CourseID              string
	ExamName              string
	AttemptCode           string
	// TimeLimitMins is how many minutes the learner has.
	TimeLimitMins   int
	IsSampleAttempt bool
	FullName        string
	// SendEmail reports whether the address is sent at all; Email is nil for one
	// that is not known.
	SendEmail bool
	Email     *string
	// ReviewPolicy is the exam's, nil if it has none: then DefaultPolicy counts,
	// and if that is empty [DefaultReviewPolicy].
	ReviewPolicy  *string
	DefaultPolicy string
	// ReviewPolicyException is the learner's, empty if there is none.
	ReviewPolicyException string
	// ExamURL is where the software sends the learner to begin.
	ExamURL string
	Now     time.Time
}

// Payload is the body of a registration, in the original's order of fields
// (edx-proctoring 5.2.0, software_secure._get_payload). It is sent as
// [payload.Object.Dump] writes it.
func Payload(r Registration) (*payload.Object, error) {
	password, err := ExamPassword(r.CryptoKey, r.AttemptCode)
	if err != nil {
		return nil, err
	}
	extra, err := r.orgExtra()
	if err != nil {
		return nil, err
	}
	return payload.New().
		Set("examCode", r.AttemptCode).
		Set("organization", r.Organization).
		Set("duration", payload.Int(r.TimeLimitMins)).
		Set("reviewedExam", !r.IsSampleAttempt).
		Set("reviewerNotes", r.notes()).
		Set("examPassword", password).
		Set("examSponsor", r.Sponsor).
		Set("examName", ExamName(r.ExamName)).
		Set("ssiProduct", product).
		Set("examUrl", r.ExamURL).
		Set("orgExtra", extra), nil
}

func (r Registration) orgExtra() (*payload.Object, error) {
	const most = maxYear * 366 * 24 * 60 // minutes, so that the product below fits
	if r.TimeLimitMins > most || r.TimeLimitMins < -most {
		return nil, errTooLong
	}
	// In seconds: a [time.Duration] ends after 292 years.
	end := time.Unix(r.Now.Unix()+int64(r.TimeLimitMins)*60, 0).UTC()
	if end.Year() > maxYear || end.Year() < 1 {
		return nil, errTooLong
	}
	first, last := SplitName(r.FullName)
	extra := payload.New().
		Set("examStartDate", Date(r.Now)).
		Set("examEndDate", Date(end)).
		Set("noOfStudents", payload.Int(1)).
		Set("examID", payload.Int(r.ExamID)).
		Set("courseID", r.CourseID).
		Set("firstName", first).
		Set("lastName", last)
	if r.SendEmail {
		extra.Set("email", payload.Optional(r.Email))
	}
	return extra, nil
}

var errTooLong = errors.New("the exam's end is beyond the calendar")

// notes are for the service's reviewer: the rules of the exam and what
// the learner is allowed in addition.
func (r Registration) notes() string {
	notes := r.DefaultPolicy
	if notes == "" {
		notes = DefaultReviewPolicy
	}
	if r.ReviewPolicy != nil {
		notes = *r.ReviewPolicy
	}
	if r.ReviewPolicyException != "" {
		notes = fmt.Sprintf("%s; %s", notes, r.ReviewPolicyException)
	}
	return notes
}

// SplitName takes a name apart at its first space.
func SplitName(full string) (first, last string) {
	first, last, _ = strings.Cut(full, " ")
	return first, last
}

// ExamName is an exam's name as PSI takes it: in ASCII as far as it can be
// written so, without [InvalidChars], and never empty.
func ExamName(name string) string {
	ascii := strings.Map(func(r rune) rune {
		switch {
		case r > unicode.MaxASCII:
			return -1
		case strings.ContainsRune(InvalidChars, r):
			return '_'
		}
		return r
	}, norm.NFKD.String(name))
	if ascii == "" {
		return defaultExamName
	}
	return ascii
}
