package sample

import (
	"context"

	"examdesk/model"
)

// policyText returns what the reviewers of an exam go by; empty for exams without
// a policy.
func policyText(e *exam) string {
	switch e.kind {
	case midterm1:
		return "Calculator allowed. Scratch paper must be shown to the camera on both sides."
	case midterm2:
		return "Closed book. Two sheets of handwritten notes; headphones not allowed."
	case final:
		return "Closed book. No notes, no calculator.\nA bathroom break of five minutes is allowed once, with a room scan after it."
	case practice, quiz, lab, retired:
	}
	return ""
}

// setPolicies numbers the review policies. It comes before the attempts, which
// refer to them.
func (c *catalogue) setPolicies() {
	n := int64(0)
	for _, e := range c.exams {
		if policyText(e) != "" {
			n++
			e.policy = n
		}
	}
}

// filler writes what is there before the first attempt.
type filler struct {
	*tables
	cat    *catalogue
	people *learners
}

func (f *filler) fill(ctx context.Context, count int) error {
	for i, name := range groups() {
		if err := f.group.add(ctx, int64(i+1), name); err != nil {
			return err
		}
	}
	joined := (f.cat.now - 150*day).floorHour()
	for _, p := range staff() {
		if err := f.addUser(ctx, p, joined); err != nil {
			return err
		}
		for _, g := range p.groups {
			if err := f.userGroup.add(ctx, p.id, g); err != nil {
				return err
			}
		}
	}
	for n := range count {
		if err := f.addUser(ctx, f.people.person(n), joined+stamp(n%40)*hour); err != nil {
			return err
		}
	}
	return f.exams(ctx)
}

func (f *filler) addUser(ctx context.Context, p person, joined stamp) error {
	first, last := []rune(p.first), []rune(p.last) // Django's columns hold 150
	err := f.user.add(ctx, p.id, nil, p.username, string(last[:min(len(last), 150)]), p.email, bit(p.staff), bit(!p.inactive),
		joined.text(), string(first[:min(len(first), 150)]))
	if err != nil {
		return err
	}
	return f.profile.add(ctx, p.id, p.fullName(), p.id)
}

func (f *filler) exams(ctx context.Context) error {
	for _, e := range f.cat.exams {
		if err := f.addExam(ctx, e); err != nil {
			return err
		}
		if e.policy != 0 {
			if err := f.addPolicy(ctx, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// addExam writes an exam with its history: made, and for some edited.
func (f *filler) addExam(ctx context.Context, e *exam) error {
	row := func(modified stamp, proctored, active bool) []any {
		return []any{
			e.ID, e.made.text(), modified.text(), e.CourseID.Raw(), e.ContentID.Raw(), textOrNull(e.ExternalID.Raw()), e.Name.Raw(),
			int64(e.TimeLimitMins), e.due.orNull(), bit(proctored), bit(e.IsPracticeExam), bit(active), e.Backend.Raw(),
		}
	}
	last := e.made
	before := e.IsProctored || e.kind == lab
	if err := f.examHistory.add(ctx, append(row(e.made, before, true), e.made.text(), "+")...); err != nil {
		return err
	}
	if e.changed != 0 {
		last = e.changed
		if err := f.examHistory.add(ctx, append(row(last, e.IsProctored, e.IsActive), last.text(), "~")...); err != nil {
			return err
		}
	}
	return f.exam.add(ctx, row(last, e.IsProctored, e.IsActive)...)
}

// addPolicy writes a review policy; those of the second midterms were edited.
func (f *filler) addPolicy(ctx context.Context, e *exam) error {
	modified, by := e.made, e.ID%3+1
	if e.kind == midterm2 {
		modified = e.made + 18*day
		before := []any{e.policy, modified.text(), modified.text(), "Closed Book", e.ID, int64(1)}
		if err := f.policyHistory.add(ctx, before...); err != nil {
			return err
		}
	}
	return f.policy.add(ctx, e.policy, e.made.text(), modified.text(), policyText(e), e.ID, by)
}

// allowances writes the allowances in the order in which they were granted.
func (f *filler) grant(ctx context.Context, list []allowance) error {
	for i, a := range list {
		key := string(model.AllowanceReviewPolicyException)
		if a.minutes > 0 {
			key = string(model.AllowanceAdditionalTime)
		}
		exam, user := f.cat.exams[a.exam].ID, f.people.id(int(a.learner))
		modified := a.at
		if a.before != "" {
			modified = a.changed
			at := modified.text()
			if err := f.allowanceHistory.add(ctx, int64(i+1), at, at, key, a.before, exam, user); err != nil {
				return err
			}
		}
		if err := f.allowance.add(ctx, int64(i+1), a.at.text(), modified.text(), key, a.value, exam, user); err != nil {
			return err
		}
	}
	return nil
}
