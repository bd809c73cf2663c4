package store

import (
	"context"
	"fmt"
	"time"

	"examdesk/model"
)

// Why an attempt is watched, as in the side table.
const (
	watchWaiting  = 1
	watchDecision = 2
	watchError    = 3
	watchAtOnce   = 4
	watchRunning  = 5
)

// drive chooses the index that the page runs through. The most selective
// equality wins; what it does not cover is left to the residual condition.
func (b *planner) drive(ctx context.Context) error {
	few, err := b.text(ctx)
	if err != nil || b.empty {
		return err
	}
	var base []condition
	switch {
	case b.f.Section == model.SectionStuck:
		base = b.stuck()
		if b.reviewer != 0 {
			b.residual.and("reviewer_id = ?", b.reviewer)
		}
	case b.reviewer != 0:
		// The literal part is what lets SQLite use the partial index.
		base = []condition{{sql: "reviewer_id > 0 AND reviewer_id = ?", args: []any{b.reviewer}}}
		b.restSections()
	case b.f.Section == model.SectionWaiting:
		base = []condition{{sql: "waiting = 1"}}
		b.restStatuses()
	case b.f.Section == model.SectionOnboarding || b.f.OnlyPractice:
		base = []condition{{sql: "practice = 1"}}
		b.restStatuses()
	default:
		base = b.byStatus()
	}
	for _, c := range base {
		for _, scope := range b.scopes(few) {
			joined := condition{sql: scope.sql, args: append([]any{}, scope.args...)}
			for _, more := range []condition{c, b.window} {
				if more.sql != "" {
					joined.and(more.sql, more.args...)
				}
			}
			b.branches = append(b.branches, branch{condition: joined})
		}
	}
	for i := range b.branches { // what was left over is known only now
		b.branches[i].residual = b.residual
	}
	return nil
}

// byStatus makes one branch for each status, since each is ordered by itself.
func (b *planner) byStatus() []condition {
	if b.learner != 0 || b.flat {
		b.restStatuses() // a learner has few attempts
		return []condition{{}}
	}
	if len(b.statuses) == 0 {
		return b.byReview()
	}
	var out []condition
	for _, s := range b.statuses {
		out = append(out, condition{sql: "status = ?", args: []any{s}})
	}
	return out
}

// byReview runs through the reviews of a status, if that is what the filter wants.
func (b *planner) byReview() []condition {
	if len(b.f.ReviewStatus) == 0 || len(b.courses)+len(b.exams) > 0 {
		return []condition{{}}
	}
	var out []condition
	for _, r := range b.f.ReviewStatus {
		out = append(out, condition{sql: "review = ?", args: []any{string(r)}})
	}
	return out
}

// restStatuses leaves the statuses to the residual condition.
func (b *planner) restStatuses() {
	if len(b.statuses) > 0 {
		b.residual.in("status", b.statuses...)
	}
	if b.f.OnlyPractice {
		b.residual.and("practice = 1")
	}
}

// restSections leaves the statuses and the section to the residual condition.
func (b *planner) restSections() {
	b.restStatuses()
	switch b.f.Section {
	case model.SectionWaiting:
		b.residual.and("waiting = 1")
	case model.SectionOnboarding:
		b.residual.and("practice = 1")
	default: // the statuses say it
	}
}

// scopes returns the disjoint parts of the store that the page is about: exams, or
// courses, or everything.
func (b *planner) scopes(few *condition) []condition {
	courseColumn := "course_no"
	if !b.s.Info().Migrated {
		courseColumn = "course_id"
	}
	if b.learner != 0 {
		own := condition{sql: "user_id = ?", args: []any{b.learner}}
		if few != nil {
			own.and(few.sql, few.args...)
		}
		few = &own
	}
	if few == nil && b.flat {
		few = &condition{}
	}
	if few != nil {
		c := *few
		if len(b.exams) > 0 {
			c.in("exam_id", b.exams...)
		}
		if len(b.courses) > 0 {
			c.in(courseColumn, b.courses...)
		}
		return []condition{c}
	}
	var out []condition
	for _, id := range b.exams {
		c := condition{sql: "exam_id = ?", args: []any{id}}
		if len(b.courses) > 0 {
			c.in(courseColumn, b.courses...)
		}
		out = append(out, c)
	}
	if len(out) > 0 {
		return out
	}
	for _, no := range b.courses {
		out = append(out, condition{sql: courseColumn + " = ?", args: []any{no}})
	}
	if len(out) == 0 {
		out = append(out, condition{})
	}
	return out
}

// stuck makes a branch for each reason, with its own limit.
func (b *planner) stuck() []condition {
	b.restStatuses()
	b.residual.and("(watch IS NOT ? OR "+b.s.resumable()+")", watchError, formatTime(b.now))
	older := func(watch int, limit time.Duration) condition {
		return condition{sql: "watch = ? AND modified < ?", args: []any{watch, formatTime(b.now.Add(-limit))}}
	}
	return []condition{
		older(watchWaiting, b.limits.Waiting),
		older(watchDecision, b.limits.NeedsDecision),
		older(watchError, b.limits.Error),
		{sql: "watch = ?", args: []any{watchAtOnce}},
		{sql: "watch = ? AND deadline < ?", args: []any{watchRunning, formatTime(b.now.Add(-b.limits.Overtime))}},
	}
}

// resumable returns the SQL of a row's attempt that can still be resumed, with the
// present time as its argument: it was not submitted, the exam is proctored, a
// minute is left, and the due date is ahead ([model.StuckReasons]).
func (s *database) resumable() string {
	due := "x.due_date"
	if s.dates {
		const block = ` FROM edx_when_contentdate c JOIN edx_when_datepolicy p ON p.id = c.policy_id %s
			WHERE c.location = x.content_id AND c.course_id = x.course_id AND c.field = 'due' AND c.active AND p.rel_date IS NULL AND x.content_id NOT LIKE 'i4x://%%' `
		own := fmt.Sprintf(block, "JOIN edx_when_userdate d ON d.content_date_id = c.id") + "AND d.user_id = b.user_id ORDER BY d.modified DESC, d.id DESC LIMIT 1"
		all := fmt.Sprintf(block, "") + "ORDER BY c.id DESC LIMIT 1"
		due = "CASE WHEN EXISTS (SELECT 1" + own + ") THEN coalesce((SELECT coalesce(d.abs_date, p.abs_date)" + own + "), x.due_date) ELSE coalesce((SELECT p.abs_date" + all + "), x.due_date) END"
	}
	return "EXISTS (SELECT 1 FROM " + tableAttempt + " b JOIN " + tableExam + " x ON x.id = b.proctored_exam_id WHERE b.id = attempt_id AND b.completed_at IS NULL" +
		" AND coalesce(b.time_remaining_seconds, 60) >= 60 AND x.is_proctored AND coalesce(" + due + ", '9999') > ?)"
}
