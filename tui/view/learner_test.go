package view

import (
	"time"

	"examdesk/model"
)

// learnerScenes are the learner's card and the dialogs of changes.
func learnerScenes() []scene {
	var list []scene
	for name, d := range map[string]model.AttemptDetail{"plain": detailOf(), "hostile": hostileDetail()} {
		list = append(list,
			scene{name: "learner-" + name, scrolls: true, draw: func(f Frame) []string { return LearnerCard(cardOf(d), f) }},
			scene{name: "change-" + name, low: true, draw: func(f Frame) []string { return Change(changeOf(d), f) }})
	}
	many := changeOf(detailOf())
	many.Of = 12
	for range 9 {
		many.Refused = append(many.Refused, Refusal{Name: "mei_zhang", Why: "Attempt 12 cannot be resumed; only an attempt that broke off can."})
	}
	return append(list,
		scene{name: "learner-nothing", scrolls: true, draw: func(f Frame) []string {
			return LearnerCard(model.LearnerCard{Learner: rowOf().Learner}, f)
		}},
		scene{name: "grant-empty", low: true, draw: func(f Frame) []string { return Grant(GrantState{Of: 3}, f) }},
		scene{name: "grant-planned", low: true, draw: func(f Frame) []string { return Grant(grantOf(), f) }},
		scene{name: "change-asking", low: true, draw: func(f Frame) []string { return Change(ChangeState{Kind: model.ChangeResume, Of: 1, Asking: true}, f) }},
		scene{name: "change-many", low: true, draw: func(f Frame) []string { return Change(many, f) }})
}

func cardOf(d model.AttemptDetail) model.LearnerCard {
	soon := now().Add(20 * day)
	due := now().Add(-time.Hour)
	a := d.Attempt
	exam := model.ExamCard{Exam: d.Exam, Attempts: []model.AttemptRow{d.AttemptRow}, Allowances: d.Allowances, Due: &due,
		Standing: model.StandingOf(model.Facts{Now: now(), Exam: d.Exam, Attempt: &a, Review: d.Review, Due: &due})}
	broken := a
	broken.Status, broken.IsResumable = model.Errored, true
	other := exam
	other.Standing = model.StandingOf(model.Facts{Now: now(), Exam: d.Exam, Attempt: &broken})
	card := model.LearnerCard{Learner: d.Learner, Cut: true, Courses: []model.CourseCard{{
		Course: d.Exam.CourseID, Exams: []model.ExamCard{exam, other},
		Onboarding: []model.ServiceOnboarding{{Backend: d.Exam.Backend, OnboardingState: model.OnboardingState{Status: model.BoardVerified, Expires: &soon}}},
	}}}
	for _, h := range d.History {
		card.Timeline = append(card.Timeline, model.TimelineEntry{At: h.At, Course: d.Exam.CourseID, Exam: d.Exam.Name, AttemptID: a.ID,
			What: model.StatusSentence(h.Type, h.Status), Who: h.Who, WhoInferred: h.WhoInferred})
	}
	return card
}

func changeOf(d model.AttemptDetail) ChangeState {
	plan := model.Remove(model.Removal{AttemptRow: d.AttemptRow})
	p := model.ChangePreview{Row: d.AttemptRow, Kind: model.ChangeRemove, From: d.Attempt.Status, Attempts: 1, Effects: plan.Effects, RecordedOnly: true}
	p.Wipes = model.Wipes(p.Effects)
	p.Word = model.ConfirmWord(p.Wipes, d.AttemptRow)
	return ChangeState{Kind: model.ChangeRemove, Of: 1, Ready: []model.ChangePreview{p}, Word: p.Word, Typed: "thandi", Caret: 6,
		Keys: []KeyHint{{Key: "enter", Text: "do it"}, {Key: "esc", Text: "back"}}}
}

func grantOf() GrantState {
	p := model.AllowancePlan{}
	for i, d := range []model.AttemptDetail{detailOf(), hostileDetail(), detailOf()} {
		l := model.AllowanceLine{Learner: d.Learner, Exam: d.Exam, Key: model.AllowanceAdditionalTime, Verdict: model.AllowanceChanges,
			Now: model.AllowanceState{ID: 1, Value: d.Allowances[0].Value}, Will: "45", Minutes: 135, NoEffect: "the attempt has begun"}
		if i == 2 {
			l.Verdict, l.Problem = model.AllowanceRefused, model.Errorf(model.CodeNotFound, "There is no learner %q.", "x")
		}
		p.Lines = append(p.Lines, l, l, l)
	}
	return GrantState{Name: "mei_zhang, Midterm 1", Of: 1, Text: "45", Plan: &p, Keys: []KeyHint{{Key: "enter", Text: "go on"}}}
}
