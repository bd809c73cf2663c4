package model

import (
	"strings"
	"testing"
	"time"
)

// submitted is a proctored attempt that waits for a person.
func submitted() ReviewSituation {
	return ReviewSituation{
		Situation: Situation{
			Now: time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC),
			Attempt: Attempt{ID: 7, ExamID: 3, UserID: 9, Code: "CODE", Status: SecondReviewRequired, TakingAsProctored: true, ExternalID: "x",
				CompletedAt: new(time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC))},
			Exam:     Exam{ID: 3, Name: "Midterm 1", Backend: "software_secure", IsProctored: true, IsActive: true},
			Backends: DefaultBackends(), Rules: DefaultReviewRules(),
		},
		Review:   &Review{ID: 5, Status: ReviewSuspicious},
		Reviewer: Reviewer{ID: 1, Username: "r.adeyemi", IsStaff: true},
	}
}

func TestDecideOutcomes(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		backend Text
		want    map[ReviewStatus]AttemptStatus
	}{
		"software_secure": {"software_secure", map[ReviewStatus]AttemptStatus{
			ReviewClean: Verified, ReviewRulesViolation: Verified, ReviewSuspicious: Rejected, ReviewNotReviewed: Errored}},
		"REST": {"proctorco", map[ReviewStatus]AttemptStatus{
			ReviewClean: Verified, ReviewRulesViolation: Rejected, ReviewSuspicious: Rejected, ReviewNotReviewed: Errored}},
	}
	for name, c := range cases {
		for review, want := range c.want {
			t.Run(name+" "+string(review), func(t *testing.T) {
				t.Parallel()
				s := submitted()
				s.Exam.Backend = c.backend
				plan, err := Decide(s, review)
				if err != nil || plan.To != want {
					t.Fatalf("to %s, %v; want %s", plan.To, err, want)
				}
				for _, o := range plan.Outcomes {
					if o.To != c.want[o.Review] {
						t.Errorf("%s is offered with %s", o.Review, o.To)
					}
				}
			})
		}
	}
}

func TestDecideRefuses(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*ReviewSituation)
		review ReviewStatus
		want   Code
	}{
		"timed":         {func(s *ReviewSituation) { s.Exam.IsProctored = false }, ReviewClean, CodeNotProctored},
		"no code":       {func(s *ReviewSituation) { s.Attempt.Code = "" }, ReviewClean, CodeInvalid},
		"unknown":       {func(*ReviewSituation) {}, "Fine", CodeInvalid},
		"standard word": {func(*ReviewSituation) {}, "passed", CodeInvalid},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := submitted()
			c.change(&s)
			if _, err := Decide(s, c.review); CodeOf(err) != c.want || Sentence(err) == "" {
				t.Errorf("%v (%s), want %s", err, CodeOf(err), c.want)
			}
		})
	}
}

func TestDecideSaysWhatItCannotKnow(t *testing.T) {
	t.Parallel()
	s := submitted()
	plan, err := Decide(s, ReviewSuspicious)
	if err != nil {
		t.Fatal(err)
	}
	if e := find(plan.Effects, EffectGradeOverride); e == nil || e.Certainty != Unknown || e.Reason == "" {
		t.Errorf("the grade override is %+v", e)
	}
	s.Siblings = []AttemptStatus{Errored}
	plan, err = Decide(s, ReviewClean)
	if err != nil {
		t.Fatal(err)
	}
	if e := find(plan.Effects, EffectMail); e == nil || e.Certainty != WillNot || !strings.Contains(e.Reason, "not all") {
		t.Errorf("mail beside a broken off attempt: %+v", e)
	}
}

func TestDecideTakesBack(t *testing.T) {
	t.Parallel()
	s := submitted()
	s.Attempt.Status = Rejected
	s.Review.ReviewedBy = &Learner{ID: 2, Username: "m.keller"}
	s.OverridesGrades = Yes
	plan, err := Decide(s, ReviewClean)
	if err != nil || plan.To != Verified {
		t.Fatal(plan.To, err)
	}
	if e := find(plan.Effects, EffectGradeUndo); e == nil || e.Certainty != Will {
		t.Errorf("grade: %+v", e)
	}
	if e := find(plan.Effects, EffectCertificate); e == nil || e.Certainty != WillNot {
		t.Errorf("certificate: %+v", e)
	}
	if text := strings.Join(plan.Warnings, " "); !strings.Contains(text, "reverses") || !strings.Contains(text, "m.keller") {
		t.Errorf("warnings %q", text)
	}
}

func find(effects []Effect, kind EffectKind) *Effect {
	for i := range effects {
		if effects[i].Kind == kind {
			return &effects[i]
		}
	}
	return nil
}

func TestEverySentence(t *testing.T) {
	t.Parallel()
	for _, kind := range []EffectKind{
		EffectCompletion, EffectCredit, EffectGradeOverride, EffectGradeUndo, EffectCertificate, EffectMail,
		EffectBackend, EffectDecline, EffectClearOnboarding, EffectOtherAttempts,
	} {
		e := Effect{Kind: kind, Exam: Exam{Name: "Midterm \x1b[2J1", Backend: "te\x9bst"}}
		if s := e.Sentence(); s == "" || s == string(kind) || s != Clean(s) || !e.Shown() {
			t.Errorf("%s: %q", kind, s)
		}
	}
}
