package exam

import (
	"strconv"
	"time"

	"examdesk/cli/find"
	"examdesk/cli/printer"
	"examdesk/model"
)

// differences lists the settings that changed from one version to another.
func differences(from, to model.Exam) []string {
	name, backend := to.Name.Raw(), to.Backend.Raw()
	return changesOf(find.ListedExam{Exam: from}, model.ExamEdit{
		Name: &name, Active: &to.IsActive, Proctored: &to.IsProctored, Practice: &to.IsPracticeExam, HideAfterDue: &to.HideAfterDue,
		TimeLimitMins: &to.TimeLimitMins, Backend: &backend, Due: to.DueDate, SetDue: true,
	})
}

// differing collects what differs, a line each.
type differing []string

func (d *differing) say(what, from, to string) {
	if from != to {
		*d = append(*d, what+": "+from+" → "+to)
	}
}

// turn returns the new value of a switch; nil if it does not change.
func (d *differing) turn(what string, from bool, to *bool) {
	if to != nil {
		d.say(what, printer.YesNo(from), printer.YesNo(*to))
	}
}

// changesOf lists what would differ.
func changesOf(x find.ListedExam, c model.ExamEdit) []string {
	var out differing
	if c.Name != nil {
		out.say("name", x.Name.String(), model.Clean(*c.Name))
	}
	if c.TimeLimitMins != nil {
		out.say("minutes", strconv.Itoa(x.TimeLimitMins), strconv.Itoa(*c.TimeLimitMins))
	}
	if c.SetDue {
		out.say("due", dueUTC(x.DueDate), dueUTC(c.Due))
	}
	if c.Backend != nil {
		out.say("service", x.Backend.String(), model.Clean(*c.Backend))
	}
	out.turn("active", x.IsActive, c.Active)
	out.turn("proctored", x.IsProctored, c.Proctored)
	out.turn("practice", x.IsPracticeExam, c.Practice)
	out.turn("hidden after the due date", x.HideAfterDue, c.HideAfterDue)
	return out
}

func dueUTC(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04:05 MST")
}

// examNotes warns about consequences of a change.
func examNotes(x find.ListedExam, c model.ExamEdit) []string {
	var out []string
	has := model.Counted(int(x.Attempts), "attempt")
	if c.TimeLimitMins != nil && x.Attempts > 0 {
		out = append(out, "NOTE: attempts that have already started keep their time.")
	}
	if c.Proctored != nil && !*c.Proctored && x.IsProctored && x.Attempts > 0 {
		out = append(out, "NOTE: the exam has "+has+"; reviews that arrive for them are refused while the exam is not proctored.")
	}
	if c.Active != nil && !*c.Active && x.IsActive {
		out = append(out, "NOTE: learners can no longer start the exam.")
	}
	if c.Backend != nil && *c.Backend != x.Backend.Raw() && x.Attempts > 0 {
		out = append(out, "NOTE: the exam has "+has+" that the former service knows and the new one does not.")
	}
	return out
}
