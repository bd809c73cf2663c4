package conformance

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"examdesk/model"
)

// learningMFE is the recorded setting, else that of the original's tests.
func learningMFE(tr *transcript) string {
	var url string
	if json.Unmarshal(tr.Overrides["LEARNING_MICROFRONTEND_URL"], &url) == nil && url != "" {
		return url
	}
	return "https://learning.test.org"
}

// argument decodes an argument into ours.
func argument[T any](tr *transcript, n int) (out T) {
	if n < len(tr.Request.Args) {
		if data, err := json.Marshal(tr.Request.Args[n]); err == nil {
			_ = json.Unmarshal(data, &out)
		}
	}
	return out
}

// each writes a list in the original's form.
func each[T any](list []T, write func(T) map[string]any) []any {
	out := []any{}
	for _, v := range list {
		out = append(out, write(v))
	}
	return out
}

func statusSummary(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	s, plan, err := d.engine.StatusSummary(ctx, tr.id(0), tr.text(1), tr.text(2))
	if err != nil || s == nil {
		return nil, plan, err
	}
	out := map[string]any{"short_description": s.ShortDescription, "suggested_icon": s.SuggestedIcon, "in_completed_state": s.InCompletedState}
	if s.Status != "" {
		out["status"] = string(s.Status)
	}
	return out, plan, nil
}

func requirementData(r model.CreditRequirement) map[string]any {
	out := map[string]any{}
	maps.Copy(out, r.Others)
	maps.Copy(out, map[string]any{"namespace": r.Namespace, "name": r.Name, "order": r.Order, "status": r.Status})
	return out
}

// requirements are a platform's requirements, with every field that they have.
func requirements(list []map[string]any) []model.CreditRequirement {
	var out []model.CreditRequirement
	for _, fields := range list {
		k := kwargs(fields)
		r := model.CreditRequirement{Namespace: k.text("namespace", ""), Name: k.text("name", ""), Order: int(k.number("order")), Others: map[string]any{}}
		if status, ok := k["status"].(string); ok {
			r.Status = &status
		}
		for name, v := range fields {
			if !slices.Contains([]string{"namespace", "name", "order", "status"}, name) {
				r.Others[name] = v
			}
		}
		out = append(out, r)
	}
	return out
}

// prerequisitesData writes prerequisites; linked selects the list with links.
func prerequisitesData(p model.Prerequisites, linked string) map[string]any {
	list := func(name string, of []model.Prerequisite) []any {
		return each(of, func(r model.Prerequisite) map[string]any {
			out := requirementData(r.CreditRequirement)
			if name == linked {
				out["jumpto_url"] = nullable(model.Text(r.JumpTo))
			}
			return out
		})
	}
	return map[string]any{
		"are_prerequisites_satisifed": p.AreSatisfied(), "satisfied_prerequisites": list("satisfied", p.Satisfied), "failed_prerequisites": list("failed", p.Failed), //nolint:misspell // the name that the API gives it
		"pending_prerequisites": list("pending", p.Pending), "declined_prerequisites": list("declined", p.Declined),
	}
}

func (tr *transcript) without() []string {
	out := argument[[]string](tr, 1)
	if list, ok := tr.Request.Kwargs["filter_out_namespaces"].([]any); ok {
		for _, v := range list {
			out = append(out, v.(string))
		}
	}
	return out
}

func prerequisitesOf(_ context.Context, _ *replayDB, tr *transcript) (any, model.Plan, error) {
	p := model.PrerequisitesOf(requirements(argument[[]map[string]any](tr, 0)), argument[string](tr, 1), tr.without()...)
	return prerequisitesData(p, ""), model.Plan{}, nil
}

func orderedRequirements(_ context.Context, _ *replayDB, tr *transcript) (any, model.Plan, error) {
	return each(model.OrderedRequirements(requirements(argument[[]map[string]any](tr, 0)), tr.without()...), requirementData), model.Plan{}, nil
}

func checkPrerequisites(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	out, _ := tr.Request.Args[0].(map[string]any)
	k := kwargs(out)
	exam := model.Exam{ID: k.number("id"), CourseID: model.Text(k.text("course_id", "")), ContentID: model.Text(k.text("content_id", ""))}
	p, plan, err := d.engine.Prerequisites(ctx, exam, tr.id(1))
	if err != nil || p == nil {
		return out, plan, err
	}
	linked := "pending"
	switch {
	case len(p.Declined) > 0:
		linked = ""
	case len(p.Failed) > 0:
		linked = "failed"
	}
	out["prerequisite_status"] = prerequisitesData(*p, linked)
	return out, plan, nil
}

func pageData(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	mfe := argument[bool](tr, 2) || kwargs(tr.Request.Kwargs).truth("is_learning_mfe", false)
	d.effectsFirst = true // the page's script is requested when the attempt has been read
	a, plan, err := d.engine.AttemptData(ctx, tr.id(0), tr.id(1), mfe)
	if err != nil {
		return nil, plan, err
	}
	spoken := "<text>"
	if a.SpokenRemaining == "" {
		spoken = ""
	}
	out := map[string]any{
		"in_timed_exam": true, "taking_as_proctored": a.Attempt.TakingAsProctored, "exam_type": a.ExamType, "exam_display_name": a.Exam.Name.Raw(),
		"exam_url_path": a.ExamURL, "time_remaining_seconds": float64(a.Remaining.Microseconds()) / 1e6, "total_time": a.TotalTime,
		"low_threshold_sec": a.LowSeconds, "critically_low_threshold_sec": a.CriticalSeconds, "course_id": a.Exam.CourseID.Raw(),
		"attempt_id": a.Attempt.ID, "external_id": a.Attempt.ExternalIDOrNil(), "accessibility_time_string": spoken,
		"attempt_status": string(a.Attempt.Status), "exam_started_poll_url": a.PollURL, "attempt_ready_to_resume": a.ReadyToResume,
		"use_legacy_attempt_api": true, "desktop_application_js_url": "",
	}
	if s := a.Service; s != nil {
		out["desktop_application_js_url"], out["ping_interval"], out["attempt_code"] = s.JavascriptURL, s.PingSeconds, a.Attempt.CodeOrNil()
		if s.WantsDownload {
			out["software_download_url"] = nullable(model.Text(s.DownloadURL))
		}
	}
	return out, plan, nil
}

func readyToResume(_ context.Context, _ *replayDB, tr *transcript) (any, model.Plan, error) {
	k := kwargs(argument[map[string]any](tr, 0))
	a := model.Attempt{ReadyToResume: k.truth("ready_to_resume", false), Resumed: k.truth("resumed", false)}
	return a.IsReadyToResume(), model.Plan{}, nil
}

// checkTimeout is given an attempt, or none, which stays none.
func checkTimeout(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	given := argument[map[string]any](tr, 0)
	if given == nil {
		return nil, model.Plan{}, nil
	}
	row, plan, err := d.engine.Attempt(ctx, kwargs(given).number("id"))
	return attemptData(row), plan, err
}

func allowanceData(g model.GrantedAllowance) map[string]any {
	return map[string]any{
		"id": g.Allowance.ID, "created": g.Allowance.Created, "modified": g.Allowance.Modified, "key": g.Allowance.Key.Raw(), "value": g.Allowance.Value.Raw(),
		"proctored_exam": examData(g.Exam),
		"user":           map[string]any{"id": g.Learner.ID, "username": g.Learner.Username.Raw(), "email": g.Learner.Email.Raw()},
	}
}

func courseAllowances(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	list, err := d.engine.CourseAllowances(ctx, tr.text(0))
	return each(list, allowanceData), model.Plan{}, err
}

func activeExams(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	list, err := d.engine.ActiveExams(ctx, tr.id(0), argument[string](tr, 1))
	return each(list, func(a model.ActiveExam) map[string]any {
		return map[string]any{"exam": examData(a.Row.Exam), "attempt": attemptData(a.Row), "allowances": each(a.Allowances, allowanceData)}
	}), model.Plan{}, err
}

func courseAttempts(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	list, err := d.engine.CourseAttempts(ctx, tr.text(0), argument[string](tr, 1), model.Window{})
	return each(list, attemptData), model.Plan{}, err
}

func userAttempts(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	list, err := d.engine.UserAttempts(ctx, tr.id(0), tr.id(1))
	return each(list, attemptData), model.Plan{}, err
}

func courseExams(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	list, err := d.engine.CourseExams(ctx, tr.text(0), kwargs(tr.Request.Kwargs).truth("active_only", argument[bool](tr, 1)))
	return each(list, examData), model.Plan{}, err
}

func lastCompletion(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	at, err := d.engine.LastCompletion(ctx, tr.text(0), tr.text(1))
	if at == nil {
		return nil, model.Plan{}, err
	}
	return at, model.Plan{}, err
}

func violationReport(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	list, err := d.engine.ViolationReport(ctx, tr.text(0), kwargs(tr.Request.Kwargs).truth("include_practice_exams", argument[bool](tr, 1)))
	return each(list, func(r model.ReviewedAttempt) map[string]any {
		a, e, u := r.Row.Attempt, r.Row.Exam, r.Row.Learner
		out := map[string]any{
			"course_id": e.CourseID.Raw(), "exam_name": e.Name.Raw(), "username": u.Username.Raw(), "email": u.Email.Raw(), "attempt_code": a.CodeOrNil(),
			"allowed_time_limit_mins": a.AllowedTimeLimitMins, "is_sample_attempt": a.IsSampleAttempt, "started_at": a.StartedAt, "completed_at": a.CompletedAt,
			"status": string(a.Status), "review_status": nullable(model.Text(r.Review)), "provider": e.BackendOrNil(), "user_id": u.ID,
		}
		for status, comments := range r.Comments {
			texts := []string{}
			for _, c := range comments {
				texts = append(texts, c.Raw())
			}
			out[string(status)+" Comments"] = texts
		}
		return out
	}), model.Plan{}, err
}

func lastApprovals(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	var ids []int64
	for _, u := range argument[[]struct{ ID int64 }](tr, 0) {
		ids = append(ids, u.ID)
	}
	last, err := d.engine.LastApprovals(ctx, ids, tr.text(1))
	out := map[string]any{}
	for user, a := range last {
		out[strconv.FormatInt(user, 10)] = map[string]any{"$model": "edx_proctoring.ProctoredExamStudentAttempt", "id": a.ID}
	}
	return out, model.Plan{}, err
}

func supportsOnboarding(_ context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	return d.engine.SupportsOnboarding(tr.text(0)), model.Plan{}, nil
}

func configurationURL(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	url, err := d.engine.ConfigurationURL(ctx, tr.text(0), tr.text(1))
	return nullable(model.Text(url)), model.Plan{}, err
}

func contactFor(_ context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	b := model.Backend{IntegrationSpecificEmail: kwargs(argument[map[string]any](tr, 0)).text("integration_specific_email", "")}
	return d.engine.ContactFor(b), model.Plan{}, nil
}

func enrollments(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	list, err := d.engine.Enrollments(ctx, tr.text(0), argument[string](tr, 1))
	out := [][]string{}
	for _, n := range list {
		out = append(out, []string{n.Username, n.Mode})
	}
	return out, model.Plan{}, err
}
