//go:build e2e

package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"examdesk/model"
)

// situated is a call that succeeds only on an attempt that has come far enough, or
// the call that brings one there. One in five is made of any attempt, whether it
// can succeed or not.
func (g *liveSequence) situated(attempts []oneAttempt) liveCall {
	some := attempts[g.IntN(len(attempts))]
	switch g.IntN(5) {
	case 0:
		is := func(a oneAttempt) bool { return a.resumable }
		return g.on("mark_exam_attempt_as_ready_to_resume", attempts, some, is, g.interrupt)
	case 1:
		is := func(a oneAttempt) bool { return a.ready }
		return g.on("mark_exam_attempt_as_resumed", attempts, some, is, func(list []oneAttempt) liveCall {
			return g.on("mark_exam_attempt_as_ready_to_resume", list, some, func(a oneAttempt) bool { return a.resumable }, g.interrupt)
		})
	case 2, 3:
		return g.reset(attempts, some)
	}
	return g.ended(attempts, some)
}

// on is a call on an attempt that is as it has to be, else what prepares one.
func (g *liveSequence) on(function string, attempts []oneAttempt, otherwise oneAttempt, is func(oneAttempt) bool, prepare func([]oneAttempt) liveCall) liveCall {
	if g.IntN(5) == 0 {
		return liveCall{Function: function, Args: []any{otherwise.id}}
	}
	if a, ok := g.one(attempts, is); ok {
		return liveCall{Function: function, Args: []any{a.id}}
	}
	return prepare(attempts)
}

// one is an attempt that is as it has to be.
func (g *liveSequence) one(attempts []oneAttempt, is func(oneAttempt) bool) (oneAttempt, bool) {
	fit := slices.DeleteFunc(slices.Clone(attempts), func(a oneAttempt) bool { return !is(a) })
	if len(fit) == 0 {
		return oneAttempt{}, false
	}
	return fit[g.IntN(len(fit))], true
}

// sat is a step of a learner who takes an exam, mostly one that the attempt waits for.
func (g *liveSequence) sat(attempts []oneAttempt) liveCall {
	before := []model.AttemptStatus{model.Created, model.DownloadSoftwareClicked, model.ReadyToStart}
	some := func(is func(oneAttempt) bool) (oneAttempt, bool) {
		if g.IntN(5) == 0 {
			return attempts[g.IntN(len(attempts))], true
		}
		return g.one(attempts, is)
	}
	waits := func(a oneAttempt) bool { return slices.Contains(before, a.status) }
	switch g.IntN(6) {
	case 0, 1:
		if a, ok := some(func(a oneAttempt) bool { return waits(a) && a.newest }); ok {
			return liveCall{Function: "start_exam_attempt", Args: []any{a.exam, a.user}}
		}
	case 2:
		if a, ok := some(waits); ok {
			return liveCall{Function: "start_exam_attempt_by_code", Args: []any{a.code}}
		}
	case 3:
		if a, ok := some(waits); ok {
			return liveCall{Function: g.pick("mark_exam_attempt_timeout", "mark_exam_attempt_as_ready"), Args: []any{a.id}}
		}
	default:
		if a, ok := some(func(a oneAttempt) bool { return a.status.IsIncomplete() }); ok {
			return liveCall{Function: "stop_exam_attempt", Args: []any{a.id}}
		}
	}
	return g.create()
}

// interrupt lets a session break off, so that it can be resumed.
func (g *liveSequence) interrupt(attempts []oneAttempt) liveCall {
	a, ok := g.one(attempts, func(a oneAttempt) bool { return a.proctored && !a.practice && a.status.IsIncomplete() })
	if !ok {
		return g.create()
	}
	return liveCall{Function: "update_attempt_status", Args: []any{a.id, "error"}}
}

// reset takes a practice exam again, at times with a service that fails, or ends one
// that can be taken again then.
func (g *liveSequence) reset(attempts []oneAttempt, otherwise oneAttempt) liveCall {
	again := func(a oneAttempt) liveCall {
		c := liveCall{Function: "reset_practice_exam", Args: []any{a.exam, a.user, user(a.user)}}
		switch g.IntN(4) {
		case 0:
			c.Service = g.removing()
		case 1:
			c.Service = g.behave("register", "", "error", "onboarding_missing", "onboarding_failed")
		}
		return c
	}
	if g.IntN(6) == 0 {
		return again(otherwise)
	}
	over := func(a oneAttempt) bool {
		return a.practice && a.newest && !a.status.IsIncomplete() && a.status != model.Verified
	}
	if a, ok := g.one(attempts, over); ok {
		return again(a)
	}
	if a, ok := g.one(attempts, func(a oneAttempt) bool { return a.practice && a.newest }); ok {
		return liveCall{Function: "update_attempt_status", Args: []any{a.id, g.pick("submitted", "submitted", "rejected", "error")}}
	}
	return liveCall{Function: "create_exam_attempt", Args: []any{int64(4 + g.IntN(2)), g.user()}, Kwargs: map[string]any{"taking_as_proctored": true}}
}

// ended removes attempts: one, all of a learner at an exam, or their rows alone.
func (g *liveSequence) ended(attempts []oneAttempt, a oneAttempt) liveCall {
	switch g.IntN(4) {
	case 0:
		ids := []any{a.id}
		for _, more := range attempts {
			if g.IntN(3) == 0 && more.id != a.id {
				ids = append(ids, more.id)
			}
		}
		if g.IntN(5) == 0 {
			ids = append(ids, 999_999)
		}
		return liveCall{Function: "reset_attempts", Args: []any{ids}, Service: g.removing()}
	case 1, 2:
		return liveCall{Function: "remove_exam_attempts", Args: []any{a.exam, g.who(a)}, Service: g.removing()}
	}
	return g.remove(a)
}

// who is mostly the learner of an attempt.
func (g *liveSequence) who(a oneAttempt) int64 {
	if g.IntN(6) == 0 {
		return g.user()
	}
	return a.user
}

func (g *liveSequence) remove(a oneAttempt) liveCall {
	k := map[string]any{"requesting_user": user(2)}
	if g.asksFirst && g.IntN(3) == 0 {
		k["require_backend_removal"] = g.IntN(2) == 0
	}
	return liveCall{Function: "remove_exam_attempt", Args: []any{a.id}, Kwargs: k, Service: g.removing()}
}

// removing is how the services behave where an attempt is removed. Before 6.1.0 one
// that fails was a server error; here it is reported later.
func (g *liveSequence) removing() map[string]string {
	if !g.asksFirst {
		return g.behave("remove", "", "", "unconfirmed")
	}
	return g.behave("remove", "", "", "", "unconfirmed", "error")
}

// behave is one of several behaviours of the services, none for "".
func (g *liveSequence) behave(at string, how ...string) map[string]string {
	if is := g.pick(how...); is != "" {
		return map[string]string{at: is}
	}
	return nil
}

// policies are the exams that have a review policy.
func (g *liveSequence) policies(t *testing.T, p *pair) (with []int64) {
	t.Helper()
	rows, err := p.db.Query("SELECT proctored_exam_id FROM proctoring_proctoredexamreviewpolicy ORDER BY proctored_exam_id")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		with = append(with, id)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return with
}

// ofPolicy is a call about the review policy of an exam, mostly of one that has one.
func (g *liveSequence) ofPolicy(with []int64) liveCall {
	exam := g.exam()
	if len(with) > 0 && g.IntN(4) > 0 {
		exam = with[g.IntN(len(with))]
	}
	k := map[string]any{"exam_id": exam, "set_by_user_id": 2}
	if len(with) == 0 || g.IntN(3) == 0 {
		k["exam_id"], k["review_policy"] = g.exam(), g.pick("", "open book", "no notes")
		return liveCall{Function: "create_exam_review_policy", Kwargs: k}
	}
	switch g.IntN(5) {
	case 0, 1:
		k["review_policy"] = g.pick("", "other", "open book")
		return liveCall{Function: "update_review_policy", Kwargs: k}
	case 2:
		return liveCall{Function: "get_review_policy_by_exam_id", Args: []any{exam}}
	}
	return liveCall{Function: "remove_review_policy", Kwargs: map[string]any{"exam_id": exam}}
}

// registerExams publishes a course: some of its exams, changed, and at times a new
// one; what is not in the list becomes inactive.
func (g *liveSequence) registerExams() liveCall {
	list := []any{}
	for exam := int64(1); exam <= liveExams+2; exam++ {
		if exam == 7 || g.IntN(4) == 0 || exam > liveExams && g.IntN(3) > 0 {
			continue // the seventh is of another course
		}
		_, content := liveContent(exam)
		k := map[string]any{
			"content_id": content, "course_id": "course-v1:edX+Live+2026", "exam_name": fmt.Sprintf("Exam %d", exam), "time_limit_mins": 15 + g.IntN(60),
			"is_proctored": exam != 3, "is_practice_exam": exam == 4 || exam == 5, "is_active": g.IntN(6) > 0, "hide_after_due": g.IntN(4) == 0,
		}
		if g.IntN(3) == 0 {
			k["due_date"] = nil
		}
		if g.IntN(8) == 0 {
			k["backend"] = g.pick("test", "plain")
		}
		list = append(list, k)
	}
	return liveCall{Function: "register_exams", Args: []any{"course-v1:edX+Live+2026", list}}
}

// liveAttempts are the attempts, reviews and policies of the base: learners who have
// come far enough for what a sequence from nothing rarely comes to.
func liveAttempts() (statements []string) {
	for i, a := range []string{ // exam, user, status, minutes used, seconds left, resumable, ready, resumed, taken as proctored
		"1, 1, 'error', 30, 1200, 1, 0, 0, 1", "1, 3, 'error', 30, NULL, 0, 1, 0, 1", "8, 1, 'error', 15, 0, 0, 1, 1, 1", "2, 3, 'error', 90, 3000, 1, 0, 0, 1",
		"9, 4, 'error', 25, 500, 0, 1, 0, 1", "4, 1, 'submitted', 20, NULL, 0, 0, 0, 1", "4, 2, 'rejected', 20, NULL, 0, 0, 0, 1", "5, 3, 'error', 20, NULL, 0, 0, 0, 1",
		"5, 4, 'submitted', 20, NULL, 0, 0, 0, 1", "10, 2, 'submitted', 10, NULL, 0, 0, 0, 0", "2, 4, 'verified', 90, NULL, 0, 0, 0, 1", "9, 3, 'second_review_required', 25, NULL, 0, 0, 0, 1",
		"7, 4, 'submitted', 45, NULL, 0, 0, 0, 1", "4, 4, 'verified', 20, NULL, 0, 0, 0, 1", "5, 1, 'onboarding_missing', NULL, NULL, 0, 0, 0, 1",
		"3, 1, 'created', NULL, NULL, 0, 0, 0, 0", "3, 4, 'created', NULL, NULL, 0, 0, 0, 0", "1, 4, 'ready_to_start', NULL, NULL, 0, 0, 0, 1", "8, 3, 'created', NULL, NULL, 0, 0, 0, 1",
		"9, 2, 'download_software_clicked', NULL, NULL, 0, 0, 0, 1", "2, 2, 'ready_to_start', NULL, NULL, 0, 0, 0, 1", "1, 2, 'created', NULL, NULL, 0, 0, 0, 1",
	} {
		id := i + 1
		v := strings.Split(a, ", ")
		began, done, external := "'2026-01-01 12:00:00'", "'2026-01-01 12:10:00'", fmt.Sprintf("'ext-base-%d'", id)
		if v[5] == "1" || v[6] == "1" {
			done = "NULL" // it broke off
		}
		if v[3] == "NULL" {
			began, done, external = "NULL", "NULL", "NULL"
		}
		sample := v[0] == "4" || v[0] == "5"
		statements = append(statements, fmt.Sprintf("INSERT INTO proctoring_proctoredexamstudentattempt (id, created, modified, started_at, completed_at, attempt_code, external_id,"+
			" allowed_time_limit_mins, status, taking_as_proctored, is_sample_attempt, proctored_exam_id, user_id, is_status_acknowledged, time_remaining_seconds, is_resumable,"+
			" ready_to_resume, resumed) VALUES (%d, '2026-01-01 11:00:%02d', '2026-01-01 12:10:00', %s, %s, 'BASE-%d', %s, %s, %s, %s, %t, %s, %s, 0, %s, %s, %s, %s)",
			id, id, began, done, id, external, v[3], v[2], v[8], sample, v[0], v[1], v[4], v[5], v[6], v[7]))
	}
	for _, r := range []string{"'BASE-11', 'Clean', 2, 4", "'BASE-12', 'Suspicious', 9, 3", "'BASE-7', 'Rules Violation', 4, 2"} {
		statements = append(statements, "INSERT INTO proctoring_proctoredexamsoftwaresecurereview (created, modified, attempt_code, review_status, exam_id, student_id, raw_data, is_attempt_active,"+
			" encrypted_video_url) VALUES ('2026-01-01 13:00:00', '2026-01-01 13:00:00', "+r+", '{\"status\": \"passed\"}', 1, x'61')")
	}
	for review := 1; review <= 2; review++ {
		statements = append(statements, fmt.Sprintf("INSERT INTO proctoring_proctoredexamstudentattemptcomment (created, modified, start_time, stop_time, duration, comment, status, review_id)"+
			" VALUES ('2026-01-01 13:00:00', '2026-01-01 13:00:00', 1, 2, 1, 'looked away', 'Suspicious', %d)", review))
	}
	for _, exam := range []int{1, 4, 6, 9} {
		statements = append(statements, fmt.Sprintf("INSERT INTO proctoring_proctoredexamreviewpolicy (created, modified, review_policy, proctored_exam_id, set_by_user_id)"+
			" VALUES ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'open book', %d, 2)", exam))
	}
	return append(statements, "INSERT INTO proctoring_proctoredexamstudentallowance (created, modified, user_id, proctored_exam_id, key, value)"+
		" VALUES ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 1, 1, 'additional_time_granted', '10')")
}
