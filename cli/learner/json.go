package learner

import (
	"examdesk/cli/jsonout"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// cardJSON is `learner view --json`; docs/commands.md describes it.
type cardJSON struct {
	foundJSON
	Courses  []courseJSON   `json:"courses"`
	Timeline []happenedJSON `json:"timeline"`
	Cut      bool           `json:"cut"`
}

type courseJSON struct {
	ID         string           `json:"course_id"`
	Onboarding []onboardingJSON `json:"onboarding"`
	Exams      []examCardJSON   `json:"exams"`
}

type onboardingJSON struct {
	Backend string        `json:"backend"`
	Status  string        `json:"status"`
	Expires *jsonout.Time `json:"expires"`
}

type examCardJSON struct {
	vocab.ExamJSON
	IsActive       bool                  `json:"is_active"`
	Due            *jsonout.Time         `json:"due_date"`
	DueRelative    bool                  `json:"due_date_is_relative"`
	AllowedMinutes int                   `json:"allowed_time_limit_mins"`
	Standing       vocab.StandingJSON    `json:"standing"`
	Attempts       []vocab.AttemptJSON   `json:"attempts"`
	Allowances     []vocab.AllowanceJSON `json:"allowances"`
}

type happenedJSON struct {
	At       jsonout.Time `json:"at"`
	Course   string       `json:"course_id"`
	Exam     string       `json:"exam_name"`
	Attempt  *int64       `json:"attempt_id"`
	What     string       `json:"what"`
	Who      *string      `json:"who"`
	Inferred bool         `json:"who_inferred"`
	Reason   *string      `json:"reason"`
}

func cardJSONOf(card model.LearnerCard) cardJSON {
	out := cardJSON{foundJSON: foundOf(card.Learner), Courses: make([]courseJSON, 0), Timeline: make([]happenedJSON, 0), Cut: card.Cut}
	for _, course := range card.Courses {
		j := courseJSON{ID: course.Course.Raw(), Onboarding: make([]onboardingJSON, 0), Exams: make([]examCardJSON, 0)}
		for _, o := range course.Onboarding {
			j.Onboarding = append(j.Onboarding, onboardingJSON{o.Backend.Raw(), string(o.Status), (*jsonout.Time)(o.Expires)})
		}
		for _, x := range course.Exams {
			var newest *model.Attempt
			if len(x.Attempts) > 0 {
				newest = &x.Attempts[0].Attempt
			}
			j.Exams = append(j.Exams, examCardJSON{
				vocab.ToExamJSON(x.Exam), x.Exam.IsActive, (*jsonout.Time)(x.Due), x.DueRelative, x.AllowedMinutes, vocab.StandingOf(x.Standing), vocab.AttemptsJSON(x.Attempts), vocab.AllowancesJSON(x.Allowances, newest),
			})
		}
		out.Courses = append(out.Courses, j)
	}
	for _, t := range card.Timeline {
		h := happenedJSON{At: jsonout.Time(t.At), Course: t.Course.Raw(), Exam: t.Exam.Raw(), What: t.What, Who: vocab.NonEmpty(t.Who), Inferred: t.WhoInferred, Reason: vocab.NonEmpty(t.Reason)}
		if t.AttemptID != 0 {
			h.Attempt = &t.AttemptID
		}
		out.Timeline = append(out.Timeline, h)
	}
	return out
}
