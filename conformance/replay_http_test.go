package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"examdesk/model"
)

// TestReplayHTTPState performs what recorded HTTP requests asked for, through
// the engine, and compares what is left: rows, calls of services, events,
// signals and mail. What was answered is the server's to compare.
func TestReplayHTTPState(t *testing.T) {
	t.Parallel()
	counts := map[string]*tally{}
	transcripts(t, "http", func(tr *transcript) {
		name := tr.Request.Method + " " + tr.Route[strings.LastIndex(tr.Route, ":")+1:]
		c := counts[name]
		if c == nil {
			c = &tally{}
			counts[name] = c
		}
		op, known := requests()[name]
		if !known || tr.Replay.Possible != "yes" || tr.Response == nil || tr.Response.Status >= 400 || !tr.isJSON() {
			c.skipped++
			return
		}
		if diff := replayState(t, tr, op); diff != "" {
			c.failed++
			t.Errorf("%s %s %s %s (-recorded +ours):\n%s", tr.ID, tr.Request.Method, tr.Request.Path, tr.Request.Body, diff)
			return
		}
		c.passed++
	})
	logRequests(t, counts)
}

// dropPermissionChecks forgets that the view asked what the requester may do.
func (tr *transcript) dropPermissionChecks() {
	var kept []call
	for _, c := range tr.ServiceCalls {
		if c.Method == "is_course_staff" && tr.User != nil && len(c.Args) > 0 && canonical(c.Args[0]) == canonical(asModel(*tr.requester())) {
			continue
		}
		kept = append(kept, c)
	}
	tr.ServiceCalls = kept
}

// isJSON reports whether the engine can be given the request as it is: no form, and no
// number or truth value where the server must first decide what is meant.
func (tr *transcript) isJSON() bool {
	k := tr.body()
	if v, there := k["value"]; there {
		if _, isText := v.(string); !isText {
			return false
		}
	}
	if _, isTruth := k["user_info"].(bool); isTruth {
		return false
	}
	return tr.hasJSON()
}

func (tr *transcript) hasJSON() bool {
	return tr.Request.Method == "DELETE" || tr.Request.Body == "" || strings.HasPrefix(strings.TrimSpace(tr.Request.Body), "{") ||
		strings.HasPrefix(strings.TrimSpace(tr.Request.Body), "[") || strings.Contains(tr.Route, "retire")
}

func logRequests(t *testing.T, counts map[string]*tally) {
	t.Helper()
	var total tally
	var lines []string
	for name, c := range counts {
		if c.passed+c.failed > 0 {
			lines = append(lines, fmt.Sprintf("%4d passed %4d failed %4d skipped  %s", c.passed, c.failed, c.skipped, name))
		}
		total.add(*c)
	}
	sort.Strings(lines)
	total.count("transcripts-effects")
	t.Logf("\n%s\nstate after HTTP requests: %d passed, %d failed, %d skipped (reads, refusals, and routes that are the server's)",
		strings.Join(lines, "\n"), total.passed, total.failed, total.skipped)
	if total.passed == 0 && os.Getenv("EXAMDESK_TRANSCRIPTS") == "" {
		t.Error("nothing was replayed")
	}
}

func replayState(t *testing.T, tr *transcript, op operation) string {
	t.Helper()
	if err := tr.unread(); err != nil {
		return err.Error()
	}
	d := openReplay(t, tr)
	_, plan, err := op(t.Context(), d, tr)
	if err != nil {
		return "unexpected error: " + err.Error()
	}
	plan.Effects = slices.DeleteFunc(plan.Effects, func(e model.Effect) bool {
		// The recording ran without the middleware that the notification needs.
		return e.Kind == model.EffectNotifySupport
	})
	tr.dropPermissionChecks()
	want := recorded(tr)
	ours := replayed{Rows: d.rows(t, tr), Result: want.Result}
	ours.effects(plan, d)
	if tr.Replay.SetOrder {
		want.unorder()
		ours.unorder()
	}
	if strings.Contains(tr.Route, "register_exams") {
		// Ours writes all exams before it notifies the services, the original in turn.
		want.Rows.unorder("proctoring_proctoredexamhistory", "history_id")
		ours.Rows.unorder("proctoring_proctoredexamhistory", "history_id")
	}
	return cmp.Diff(want.renamed(ours.Rows), ours)
}

// requests are the routes whose effects are the engine's.
func requests() map[string]operation {
	return map[string]operation{
		"POST proctored_exam.attempt.callback":             postReview,
		"POST anonymous.proctoring_review_callback":        postPSIReview,
		"PUT proctored_exam.allowance":                     putAllowance,
		"DELETE proctored_exam.allowance":                  deleteAllowance,
		"PUT proctored_exam.bulk_allowance":                putAllowances,
		"DELETE proctored_exam.attempt":                    deleteAttempt,
		"DELETE proctored_exam.attempts.reset":             deleteAttempts,
		"PATCH proctored_exam.register_exams_by_course_id": registerExams,
		"POST user_retirement_api":                         retire,
	}
}

// segment is a part of the path, counted from its end.
func (tr *transcript) segment(fromEnd int) string {
	parts := strings.Split(strings.Trim(tr.Request.Path, "/"), "/")
	return parts[len(parts)-1-fromEnd]
}

func (tr *transcript) body() kwargs {
	var k kwargs
	d := json.NewDecoder(strings.NewReader(tr.Request.Body))
	d.UseNumber()
	if d.Decode(&k) != nil {
		return kwargs{}
	}
	return k
}

func postReview(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	var code string
	if err := d.db.QueryRowContext(ctx, "SELECT attempt_code FROM proctoring_proctoredexamstudentattempt WHERE external_id = ?", tr.segment(1)).Scan(&code); err != nil {
		return nil, model.Plan{}, err
	}
	out, err := d.engine.ReceiveReview(ctx, model.ReviewCallback{Code: code, Body: []byte(tr.Request.Body)})
	return nil, out.Plan.Plan, err
}

func postPSIReview(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	meta, _ := tr.body()["examMetaData"].(map[string]any)
	out, err := d.engine.ReceiveReview(ctx, model.ReviewCallback{
		Code: fmt.Sprint(meta["examCode"]), Backend: "software_secure", Body: []byte(tr.Request.Body),
	})
	return nil, out.Plan.Plan, err
}

func putAllowance(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	k := tr.body()
	effects, err := d.engine.AddAllowance(ctx, k.number("exam_id"), userRef(k["user_info"]), k.text("key", ""), k.text("value", ""))
	return nil, model.Plan{Effects: effects}, err
}

func deleteAllowance(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	k := tr.body()
	effects, err := d.engine.RemoveAllowance(ctx, k.number("exam_id"), k.number("user_id"), k.text("key", ""))
	return nil, model.Plan{Effects: effects}, err
}

func putAllowances(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	k := tr.body()
	b := model.BulkAllowance{Type: k.text("allowance_type", ""), Value: k.text("value", "")}
	list := func(field string) []string {
		return strings.FieldsFunc(strings.Join(strings.Fields(k.text(field, "")), ""), func(r rune) bool { return r == ',' })
	}
	for _, id := range list("exam_ids") {
		b.ExamIDs = append(b.ExamIDs, number(id))
	}
	for _, name := range list("user_ids") {
		b.Users = append(b.Users, model.UserRef{Name: name})
	}
	_, effects, err := d.engine.AddAllowances(ctx, b)
	return nil, model.Plan{Effects: effects}, err
}

func (tr *transcript) requester() *model.Learner {
	if tr.User == nil {
		return nil
	}
	return &model.Learner{ID: tr.User.ID, Username: model.Text(tr.User.Username)}
}

func deleteAttempt(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	plan, err := d.engine.RemoveAttempt(ctx, number(tr.segment(0)), tr.requester())
	return nil, plan, err
}

func deleteAttempts(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	plans, err := d.engine.RemoveAttempts(ctx, number(tr.segment(3)), number(tr.segment(1)), tr.requester())
	return nil, joined(plans), err
}

// joined is what several plans cause.
func joined(plans []model.Plan) model.Plan {
	var all model.Plan
	for _, p := range plans {
		all.Effects = append(all.Effects, p.Effects...)
	}
	return all
}

func retire(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	plans, err := d.engine.RetireLearner(ctx, number(tr.segment(0)))
	return nil, joined(plans), err
}

func registerExams(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	var list []kwargs
	decoder := json.NewDecoder(strings.NewReader(tr.Request.Body))
	decoder.UseNumber()
	if err := decoder.Decode(&list); err != nil {
		return nil, model.Plan{}, err
	}
	var exams []model.ExamRegistration
	for _, k := range list {
		exams = append(exams, model.ExamRegistration{ContentID: k.text("content_id", ""), ExamChange: examChange(k)})
	}
	_, course, _ := strings.Cut(tr.Request.Path, "/course_id/")
	_, effects, err := d.engine.RegisterExams(ctx, strings.TrimRight(course, "/"), exams)
	return nil, model.Plan{Effects: effects}, err
}
