//go:build e2e

package conformance

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"examdesk/model"
)

// liveSequence chooses calls at random, most of which can succeed on the database
// as it is.
type liveSequence struct {
	*rand.Rand
	now    time.Time
	length int
	// asksFirst reports that the rules ask a service before an attempt is removed.
	asksFirst bool
}

func newLiveSequence(seed uint64) *liveSequence {
	g := &liveSequence{Rand: rand.New(rand.NewPCG(seed, 7))}
	g.now = time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC)
	g.length = 6 + g.IntN(18)
	return g
}

// next is the next call; mostly little time has passed, at times an exam's.
func (g *liveSequence) next(t *testing.T, p *pair) liveCall {
	t.Helper()
	g.now = g.now.Add(time.Duration(1+g.IntN(90_000_000)) * time.Microsecond)
	if g.IntN(6) == 0 {
		g.now = g.now.Add(time.Duration(g.IntN(100)) * time.Minute)
	}
	c := g.choose(t, p)
	if c.Args == nil {
		c.Args = []any{}
	}
	if c.Kwargs == nil {
		c.Kwargs = map[string]any{}
	}
	c.Now = g.now.Format("2006-01-02T15:04:05.000000Z")
	return c
}

// oneAttempt is an attempt of the database.
type oneAttempt struct {
	id, exam, user              int64
	code, external              string
	status                      model.AttemptStatus
	resumable, ready, practice  bool
	proctored, newest, reviewed bool
}

func (g *liveSequence) attempts(t *testing.T, p *pair) []oneAttempt {
	t.Helper()
	rows, err := p.db.Query(`SELECT a.id, a.proctored_exam_id, a.user_id, coalesce(a.attempt_code, ''), coalesce(a.external_id, ''), a.status,
		a.is_resumable, a.ready_to_resume OR a.resumed, e.is_practice_exam, a.taking_as_proctored,
		a.id = (SELECT id FROM proctoring_proctoredexamstudentattempt WHERE proctored_exam_id = a.proctored_exam_id AND user_id = a.user_id ORDER BY created DESC LIMIT 1),
		EXISTS (SELECT 1 FROM proctoring_proctoredexamsoftwaresecurereview r WHERE r.attempt_code = a.attempt_code)
		FROM proctoring_proctoredexamstudentattempt a JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id ORDER BY a.id`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var out []oneAttempt
	for rows.Next() {
		var a oneAttempt
		if err := rows.Scan(&a.id, &a.exam, &a.user, &a.code, &a.external, &a.status, &a.resumable, &a.ready, &a.practice, &a.proctored, &a.newest, &a.reviewed); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func (g *liveSequence) pick(words ...string) string { return words[g.IntN(len(words))] }

const liveExams = 10

func (g *liveSequence) exam() int64 { return 1 + g.Int64N(liveExams) }
func (g *liveSequence) user() int64 { return 1 + g.Int64N(learners) }

func user(id int64) map[string]any {
	return map[string]any{"id": id, "username": fmt.Sprintf("user%d", id)}
}

func liveContent(exam int64) (course, content string) {
	course = "course-v1:edX+Live+2026"
	if exam == 7 {
		course = "course-v1:edX+Other+2025"
	}
	return course, fmt.Sprintf("block-v1:edX+Live+2026+type@sequential+block@x%d", exam)
}

// choose chooses a call: of an exam or of an attempt.
func (g *liveSequence) choose(t *testing.T, p *pair) liveCall {
	t.Helper()
	attempts := g.attempts(t, p)
	switch n := g.IntN(24); {
	case len(attempts) < 2 || n < 4:
		return g.create()
	case n < 8:
		return g.situated(attempts)
	case n < 10:
		return g.ofPolicy(g.policies(t, p))
	case n < 14:
		return g.ofExam()
	case n < 18:
		return g.sat(attempts)
	}
	return g.ofAttempt(attempts[g.IntN(len(attempts))])
}

func (g *liveSequence) create() liveCall {
	c := liveCall{Function: "create_exam_attempt", Args: []any{g.exam(), g.user()}, Kwargs: map[string]any{"taking_as_proctored": g.IntN(3) > 0}}
	switch g.IntN(12) {
	case 0:
		c.Service = map[string]string{"register": g.pick("onboarding_missing", "onboarding_failed", "onboarding_expired", "onboarding_pending")}
	case 1:
		c.Service = map[string]string{"register": "error"}
	}
	return c
}

func (g *liveSequence) ofExam() liveCall {
	exam, who := g.exam(), g.user()
	course, content := liveContent(exam)
	key := g.pick(model.AllowanceAdditionalTime, model.AllowanceAdditionalTime, model.AllowanceReviewPolicyException)
	switch g.IntN(15) {
	case 0:
		return liveCall{Function: "retire_learner", Args: []any{who}}
	case 1:
		return liveCall{Function: "retire_at_services", Args: []any{who}, Service: g.behave("retire", "", "", "refused", "error", "unsupported")}
	case 2:
		return g.registerExams()
	case 3, 4:
		return liveCall{Function: "add_allowance_for_user", Args: []any{exam, who, key, g.pick("10", "٣", "0", "", "abc", "15")}}
	case 5:
		return liveCall{Function: "remove_allowance_for_user", Args: []any{exam, who, key}}
	case 6:
		return liveCall{Function: "update_exam", Args: []any{exam}, Kwargs: g.examChange()}
	case 7:
		return liveCall{Function: "get_attempt_status_summary", Args: []any{who, course, content}}
	case 8:
		return liveCall{Function: "check_prerequisites", Args: []any{exam, who}}
	case 9:
		return liveCall{Function: "get_active_exams_for_user", Args: []any{who}}
	case 10:
		return liveCall{Function: "get_exam_violation_report", Args: []any{course}, Kwargs: map[string]any{"include_practice_exams": g.IntN(2) == 0}}
	case 11:
		return liveCall{Function: "get_last_exam_completion_date", Args: []any{course, fmt.Sprintf("user%d", who)}}
	case 12:
		return liveCall{Function: "get_total_allowed_time_for_exam", Args: []any{exam, who}}
	case 13:
		return liveCall{Function: "add_bulk_allowances", Args: []any{[]any{exam}, []any{who}, g.pick("time_multiplier", model.AllowanceAdditionalTime), g.pick("1.5", "2", "٢", "1e1", " 1.25 ", "0.5", "x")}}
	}
	return liveCall{Function: "get_all_exam_attempts", Args: []any{course}}
}

func (g *liveSequence) examChange() map[string]any {
	k := map[string]any{}
	switch g.IntN(7) {
	case 0:
		k["time_limit_mins"] = 5 + g.IntN(60)
	case 1:
		k["is_active"] = g.IntN(3) > 0
	case 2:
		k["due_date"] = g.now.Add(time.Duration(g.IntN(200)-40) * time.Minute).Format("2006-01-02T15:04:05.000000Z")
	case 3:
		k["due_date"] = nil
	case 4:
		k["external_id"] = g.pick("", "other")
	case 5:
		k["is_proctored"] = g.IntN(3) > 0
	default:
		k["exam_name"] = g.pick("Exam", "Prüfung", "")
	}
	return k
}

func (g *liveSequence) ofAttempt(a oneAttempt) liveCall {
	switch g.IntN(16) {
	case 0:
		return liveCall{Function: "get_exam_attempt_by_id", Args: []any{a.id}}
	case 1:
		return liveCall{Function: "get_current_exam_attempt", Args: []any{a.exam, a.user}}
	case 2:
		return liveCall{Function: "get_exam_attempt_data", Args: []any{a.exam, a.id}, Kwargs: map[string]any{"is_learning_mfe": true}}
	case 3:
		return g.remove(a)
	case 4, 5:
		return liveCall{Function: "update_exam_attempt", Args: []any{a.id}, Kwargs: map[string]any{"time_remaining_seconds": g.IntN(3000)}}
	case 6:
		return liveCall{Function: "get_user_attempts_by_exam_id", Args: []any{a.user, a.exam}}
	case 7:
		return liveCall{Function: "get_exam_attempt_by_code", Args: []any{a.code}}
	case 8, 9, 10, 11:
		return g.status(a)
	}
	return g.review(a)
}

func (g *liveSequence) status(a oneAttempt) liveCall {
	to := model.AttemptStatuses()[g.IntN(len(model.AttemptStatuses()))]
	if g.IntN(2) == 0 {
		to = model.AttemptStatus(g.pick("submitted", "declined", "error", "verified", "rejected", "timed_out", "started", "ready_to_submit"))
	}
	k := map[string]any{}
	if g.IntN(4) == 0 {
		k["cascade_effects"] = g.IntN(2) == 0
	}
	if g.IntN(4) == 0 {
		k["update_attributable_to"] = user(2)
	}
	if to == model.TimedOut && g.IntN(2) == 0 {
		k["timeout_timestamp"] = g.now.Add(-time.Minute).Format("2006-01-02T15:04:05.000000Z")
	}
	return liveCall{Function: "update_attempt_status", Args: []any{a.id, string(to)}, Kwargs: k}
}

// review is a delivery, in the looser forms that the original takes, too.
func (g *liveSequence) review(a oneAttempt) liveCall {
	if a.exam == 9 {
		return liveCall{Function: "make_review", Args: []any{a.code, map[string]any{
			"reviewStatus": g.pick("Clean", "Rules Violation", "Suspicious", "Not Reviewed"), "examMetaData": map[string]any{"ssiRecordLocator": a.external},
			"webCamComments":  []any{map[string]any{"eventStart": 1, "eventFinish": 2.7, "duration": "3", "comments": g.loose(), "eventStatus": "Suspicious"}},
			"desktopComments": []any{},
		}}}
	}
	data := map[string]any{"status": g.pick("passed", "passed", "violation", "suspicious", "not_reviewed", "wrong"), "comments": []any{}}
	if g.IntN(3) == 0 {
		data["reviewed_by"] = g.pick("user2@example.com", "user1@example.com", "nobody@example.com")
	}
	switch g.IntN(5) {
	case 0:
		data["comments"] = map[string]any{}
	case 1:
		data["comments"] = []any{map[string]any{"comment": g.loose(), "status": g.loose(), "start": g.loose()}}
	case 2:
		delete(data, "comments")
	}
	return liveCall{Function: "make_review", Args: []any{a.code, data}}
}

// loose is a value where a text or a number is meant.
func (g *liveSequence) loose() any {
	return []any{"a text", 5, true, 2.5, "٣", "12", 0, false}[g.IntN(8)]
}
