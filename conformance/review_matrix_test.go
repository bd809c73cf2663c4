package conformance

import (
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"examdesk/conformance/counts"
	"examdesk/model"
)

type reviewRow struct {
	ReviewStatus  model.StandardStatus `json:"review_status"`
	Backend       string
	Sample        bool `json:"is_sample_attempt"`
	ReviewedBy    bool `json:"reviewed_by_set"`
	SecondReviews bool `json:"REQUIRE_FAILURE_SECOND_REVIEWS"`
	From          model.AttemptStatus
	Archived      bool
	Exception     *string
	AttemptStatus *model.AttemptStatus `json:"attempt_status"`
	Review        *struct {
		Status        model.ReviewStatus `json:"review_status"`
		IsPassing     bool               `json:"is_passing"`
		ShouldNotify  bool               `json:"should_notify"`
		AttemptActive bool               `json:"is_attempt_active"`
	}
	ServiceCalls [][]any `json:"service_calls"`
	Emails       []string
	Events       []string
}

// reviewed is the part of a review's outcome that the rules decide.
type reviewed struct {
	Refused         bool
	Status          model.AttemptStatus
	Review          model.ReviewStatus
	Passing, Notify bool
	Calls           []string
	Mails, Events   []string
}

// matrixBackends are the services of the recording: the test service once with
// and once without onboarding, and a REST one.
func matrixBackends() model.Backends {
	b := model.DefaultBackends()
	test := b.ByName["test"]
	test.Name, test.SupportsOnboarding = "test_noonboarding", false
	b.ByName["test_noonboarding"] = test
	return b
}

// TestReviewMatrix tries every recorded review: status by service, practice or
// not, with a reviewer or not, with and without second reviews.
func TestReviewMatrix(t *testing.T) {
	t.Parallel()
	var m struct{ Rows []reviewRow }
	readMatrix(t, "review_matrix.json.gz", &m)
	equal := 0
	for i := range m.Rows {
		row := &m.Rows[i]
		if diff := cmp.Diff(recordedReview(row), ourReview(row)); diff != "" {
			t.Errorf("%s %s from %s sample=%v by=%v (-recorded +ours):\n%s",
				row.Backend, row.ReviewStatus, row.From, row.Sample, row.ReviewedBy, diff)
			continue
		}
		equal++
	}
	t.Logf("review matrix: %d rows tried, %d equal", len(m.Rows), equal)
	count("matrices", counts.Counts{Passed: equal, Failed: len(m.Rows) - equal})
	if len(m.Rows) != 304 && os.Getenv("EXAMDESK_TRANSCRIPTS") == "" {
		t.Errorf("the matrix has %d rows, not 304", len(m.Rows))
	}
}

func recordedReview(row *reviewRow) reviewed {
	r := reviewed{Refused: row.Exception != nil}
	if row.AttemptStatus != nil {
		r.Status = *row.AttemptStatus
	}
	if row.Review != nil {
		r.Review, r.Passing, r.Notify = row.Review.Status, row.Review.IsPassing, row.Review.ShouldNotify
	}
	for _, c := range row.ServiceCalls {
		r.Calls = append(r.Calls, fmt.Sprint(c[0], ".", c[1]))
	}
	r.Mails = append(r.Mails, row.Emails...)
	r.Events = append(r.Events, row.Events...)
	return r
}

func ourReview(row *reviewRow) reviewed {
	exam := matrixExam(1, true, row.Sample, row.Backend)
	s := model.Situation{
		Now: matrixNow(), Exam: exam, Backends: matrixBackends(), OverridesGrades: model.Yes,
		Rules: model.ReviewRules{RequireFailureSecondReviews: row.SecondReviews},
		Attempt: model.Attempt{
			ID: 1, ExamID: 1, UserID: 1, Status: row.From, TakingAsProctored: true, IsSampleAttempt: row.Sample,
			Code: "CODE-ABC", ExternalID: "ext-abc",
		},
	}
	var by *model.Learner
	if row.ReviewedBy {
		by = &model.Learner{ID: 9, Username: "reviewer"}
	}
	plan, err := model.Receive(s, model.Received{Status: row.ReviewStatus, By: by, Archived: row.Archived})
	if err != nil {
		return reviewed{Refused: true, Status: row.From}
	}
	r := reviewed{Status: plan.To, Review: plan.Review, Passing: plan.Passing, Notify: plan.NotifySupport}
	var o outcome
	for _, e := range plan.Effects {
		if e.Kind == model.EffectNotifySupport {
			continue // the recording had no request, without which it is not sent
		}
		if e.Certainty == model.Will && isServiceCall(e.Kind) {
			c := serviceCall(e)
			r.Calls = append(r.Calls, c.On+"."+c.Method)
			continue
		}
		o.add(e, s)
	}
	r.Mails, r.Events = o.Mails, o.Events
	return r
}

func isServiceCall(k model.EffectKind) bool {
	switch k {
	case model.EffectEvent, model.EffectSignal, model.EffectMail, model.EffectBackend,
		model.EffectDecline, model.EffectClearOnboarding, model.EffectOtherAttempts:
		return false
	default:
		return true
	}
}
