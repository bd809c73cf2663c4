package allowance

import (
	"examdesk/cli/jsonout"
	"examdesk/model"
)

// grantJSON is what the commands that grant and remove allowances print. The names
// are stable; docs/commands.md describes them.
type grantJSON struct {
	DryRun bool        `json:"dry_run"`
	Batch  *int64      `json:"batch"`
	Counts countsJSON  `json:"counts"`
	Lines  []grantLine `json:"lines"`
}

type countsJSON struct {
	New      int `json:"new"`
	Changes  int `json:"changed"`
	Removes  int `json:"removed"`
	Same     int `json:"same"`
	Refused  int `json:"refused"`
	NoEffect int `json:"without_effect"`
}

type grantLine struct {
	Line     *int     `json:"line"`
	Learner  string   `json:"learner"`
	UserID   *int64   `json:"user_id"`
	Exam     string   `json:"exam_name"`
	ExamID   *int64   `json:"exam_id"`
	Course   string   `json:"course_id"`
	Key      string   `json:"key"`
	Verdict  string   `json:"verdict"`
	Now      *string  `json:"now"`
	Will     *string  `json:"will"`
	Minutes  *int     `json:"minutes"`
	NoEffect string   `json:"no_effect"`
	Warnings []string `json:"warnings"`
	Written  bool     `json:"done"`
	Problem  string   `json:"problem"`
}

// planJSON is a plan, with its results if it was carried out.
func planJSON(plan model.AllowancePlan, done *model.AllowancesApplied, dryRun bool) grantJSON {
	c := plan.Counts()
	out := grantJSON{
		DryRun: dryRun, Lines: make([]grantLine, 0, len(plan.Lines)),
		Counts: countsJSON{c.New, c.Changes, c.Removes, c.Same, c.Refused, c.NoEffect},
	}
	if done != nil && done.Batch > 0 {
		out.Batch = &done.Batch
	}
	for i, l := range plan.Lines {
		x := lineJSON(l)
		if done != nil {
			x.Written, x.Problem = done.Results[i].Written, model.Sentence(done.Results[i].Err)
		}
		out.Lines = append(out.Lines, x)
	}
	return out
}

func lineJSON(l model.AllowanceLine) grantLine {
	x := grantLine{
		Learner: l.Wish.Learner, Exam: l.Exam.Name.Raw(), Course: l.Exam.CourseID.Raw(), Key: l.Key.Raw(), Verdict: string(l.Verdict),
		NoEffect: l.NoEffect, Warnings: l.Warnings, Problem: model.Sentence(l.Problem),
		Line: unlessZero(l.Wish.Line), UserID: unlessZero(l.Learner.ID), ExamID: unlessZero(l.Exam.ID), Minutes: unlessZero(l.Minutes),
	}
	if l.Learner.ID != 0 {
		x.Learner = l.Learner.Username.Raw()
	}
	if x.Exam == "" {
		x.Exam = l.Wish.Exam
	}
	if x.Warnings == nil {
		x.Warnings = []string{}
	}
	if l.Now.ID != 0 {
		now := l.Now.Value.Raw()
		x.Now = &now
	}
	if !l.Removal() && l.Verdict != model.AllowanceRefused {
		will := l.Will.Raw()
		x.Will = &will
	}
	return x
}

func unlessZero[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

type grantedJSON struct {
	ID       int64        `json:"id"`
	Username string       `json:"username"`
	Email    string       `json:"email"`
	Course   string       `json:"course_id"`
	ExamID   int64        `json:"exam_id"`
	Exam     string       `json:"exam_name"`
	Key      string       `json:"key"`
	Value    string       `json:"value"`
	Created  jsonout.Time `json:"created"`
	Modified jsonout.Time `json:"modified"`
}

type allowanceChangeJSON struct {
	At       *jsonout.Time `json:"at"`
	Username string        `json:"username"`
	ExamID   int64         `json:"exam_id"`
	Exam     string        `json:"exam_name"`
	Key      string        `json:"key"`
	From     *string       `json:"from"`
	To       *string       `json:"to"`
	Who      *string       `json:"who"`
	Batch    *int64        `json:"batch"`
}

type batchJSON struct {
	ID     int64        `json:"id"`
	At     jsonout.Time `json:"at"`
	By     string       `json:"who"`
	What   string       `json:"what"`
	Lines  int          `json:"line_count"`
	Undoes *int64       `json:"undoes"`
}
