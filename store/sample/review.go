package sample

import "examdesk/model"

// reviews takes an attempt from its submission to the reviews of its fate.
func (t *teller) reviews(l *life) {
	sent := l.submitted()
	early := t.between(sent+minute, (sent+l.end)/2)
	late := t.between(early+second, l.end-second)
	b := l.exam.backend
	switch l.fate {
	case verified:
		t.deliver(l, l.end, t.passing(b))
	case redelivered:
		same := t.deliver(l, max(early, l.end-t.between(minute, hour)), t.passing(b))
		again := *same
		l.reviewed(l.end, &again)
	case changed:
		t.deliver(l, early, t.failing(b))
		t.deliver(l, l.end, t.passing(b))
	case humanCleared:
		t.deliver(l, early, t.failing(b))
		t.decide(l, l.end, t.passing(b))
	case humanRejected:
		t.deliver(l, early, t.failing(b))
		t.decide(l, l.end, t.failing(b))
	case takenBack:
		t.deliver(l, early, t.failing(b))
		t.decide(l, late, t.failing(b))
		t.decide(l, l.end, model.ReviewClean)
	case reversed:
		t.deliver(l, early, t.failing(b))
		t.decide(l, late, model.ReviewClean)
		t.decide(l, l.end, model.ReviewSuspicious)
	case needsDecision:
		t.deliver(l, l.end, t.failing(b))
	case notReviewed:
		t.deliver(l, l.end, model.ReviewNotReviewed)
	case reset, resetStuck:
		t.deliver(l, early, t.failing(b))
		l.step(l.end, model.OnboardingReset, nil)
	default: // waits for its first review, or gets none
	}
}

// passing returns a review that verifies an attempt at a service, mostly Clean.
func (t *teller) passing(b model.Backend) model.ReviewStatus {
	if b.Passes(model.ReviewRulesViolation) && t.chance(160) {
		return model.ReviewRulesViolation
	}
	return model.ReviewClean
}

// failing returns a review that does not.
func (t *teller) failing(b model.Backend) model.ReviewStatus {
	if !b.Passes(model.ReviewRulesViolation) && t.chance(300) {
		return model.ReviewRulesViolation
	}
	return model.ReviewSuspicious
}

// deliver returns a review by the service.
func (t *teller) deliver(l *life, at stamp, status model.ReviewStatus) *delivery {
	d := &delivery{status: status, token: t.uuid(), overall: t.pick(overall())}
	recording := int((l.submitted() - l.steps[len(l.steps)-1].started) / second)
	d.remarks = t.remarksOn(status, recording)
	l.reviewed(at, d)
	return d
}

// decide is a person's decision.
func (t *teller) decide(l *life, at stamp, status model.ReviewStatus) {
	people := reviewers(l.exam.backend.Name)
	l.reviewed(at, &delivery{status: status, person: people[t.IntN(len(people))]})
}

// reviewed is what a review does to the attempt, by edx-proctoring's rules.
func (l *life) reviewed(at stamp, d *delivery) {
	status := model.StatusAfterReview(d.status, l.exam.backend, d.person != 0, l.exam.IsPracticeExam, model.DefaultReviewRules())
	l.step(at, status, func(s *step) {
		s.delivery = d
		s.resumable = s.resumable || status == model.Errored
	})
}

// overall returns the closing words of a review.
func overall() []string {
	return []string{"", ";No concerns.", ";Connection lost twice.", ";Candidate wore a coat all the time.", ";Room scan was short."}
}

// remarksOn returns the comments of a review: none on most clean ones, up to twelve
// on a suspicious one, each within the recording.
func (t *teller) remarksOn(status model.ReviewStatus, recording int) []remark {
	n := 0
	switch status {
	case model.ReviewNotReviewed:
		return []remark{{text: "Student never entered the exam.", status: status, start: 1, stop: min(4, recording)}}
	case model.ReviewClean:
		if t.chance(300) {
			n = 1 + t.IntN(2)
		}
	case model.ReviewRulesViolation:
		n = 1 + t.IntN(5)
	case model.ReviewSuspicious:
		n = 1 + t.IntN(12)
	}
	out := make([]remark, n)
	for i := range out {
		out[i] = t.remark(recording)
	}
	if n > 0 && status != model.ReviewClean {
		out[0].status = status // what the review as a whole rests on
	}
	return out
}

func (t *teller) remark(recording int) remark {
	start := t.IntN(max(recording-3, 1))
	r := remark{start: start, stop: min(start+3+t.IntN(400), recording), desktop: t.chance(500)}
	r.status = []model.ReviewStatus{
		model.ReviewClean, model.ReviewClean, model.ReviewRulesViolation, model.ReviewSuspicious,
	}[t.IntN(4)]
	r.text = t.pick(t.remarks)
	if t.chance(40) {
		r.text = t.pick(t.hostile)
	}
	return r
}
