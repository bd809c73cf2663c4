package conformance

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"examdesk/model"
)

// moreOperations are calls that other transcripts may have.
func moreOperations() map[string]operation {
	return map[string]operation{
		"mark_exam_attempt_as_ready":         statusOf(model.ReadyToStart),
		"get_exam_attempt_by_code":           attemptBy("attempt_code"),
		"get_exam_attempt_by_external_id":    attemptBy("external_id"),
		"get_total_allowed_time_for_exam":    totalTime,
		"is_exam_passed_due":                 passedDue,
		"is_backend_dashboard_available":     dashboard,
		"is_attempt_in_resume_process":       resuming,
		"get_proctoring_settings_by_exam_id": settings,
		"remove_exam_attempts":               removeAttempts,
		"register_exams":                     registerList,
		"retire_learner":                     retireLearner,
		"retire_at_services":                 retireAtServices,
		"reset_attempts":                     deleteRows,
	}
}

// attemptBy finds an attempt by another column than its id, and reads it.
func attemptBy(column string) operation {
	return func(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
		var id int64
		err := d.db.QueryRowContext(ctx, "SELECT id FROM proctoring_proctoredexamstudentattempt WHERE "+column+" = ?", tr.text(0)).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, model.Plan{}, nil // the original answers None
		}
		if err != nil {
			return nil, model.Plan{}, err
		}
		row, plan, err := d.engine.Attempt(ctx, id)
		return attemptData(row), plan, err
	}
}

// examOf is the exam that a call is given as a dictionary.
func examOf(ctx context.Context, d *replayDB, tr *transcript) (model.Exam, error) {
	about := argument[struct{ ID int64 }](tr, 0)
	return d.engine.Exam(ctx, about.ID)
}

func totalTime(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	exam, err := examOf(ctx, d, tr)
	if err != nil {
		return nil, model.Plan{}, err
	}
	// The original looks at the newest attempt by its own call, which ends one
	// whose time is over (edx-proctoring 6.1.4, api._calculate_allowed_mins).
	_, plan, err := d.engine.CurrentAttempt(ctx, exam.ID, tr.id(1))
	if err != nil {
		return nil, plan, err
	}
	card, err := d.engine.ReadLearner(ctx, tr.id(1))
	for _, c := range card.Courses {
		for _, x := range c.Exams {
			if x.Exam.ID == exam.ID {
				return model.HumanizedMinutes(x.AllowedMinutes), plan, err
			}
		}
	}
	return model.HumanizedMinutes(exam.TimeLimitMins), plan, err
}

func passedDue(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	exam, err := examOf(ctx, d, tr)
	if err != nil {
		return nil, model.Plan{}, err
	}
	passed, err := d.engine.IsPassedDue(ctx, exam, kwargs(tr.Request.Kwargs).number("user"))
	return passed, model.Plan{}, err
}

func dashboard(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	has, err := d.engine.HasDashboard(ctx, tr.text(0))
	return has, model.Plan{}, err
}

func resuming(_ context.Context, _ *replayDB, tr *transcript) (any, model.Plan, error) {
	a := argument[struct {
		Ready   bool `json:"ready_to_resume"`
		Resumed bool
	}](tr, 0)
	return a.Ready || a.Resumed, model.Plan{}, nil
}

// staff is who calls the original's views.
func staff() *model.Learner { return &model.Learner{ID: 2, Username: "user2"} }

func removeAttempts(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	plans, err := d.engine.RemoveAttempts(ctx, tr.id(0), tr.id(1), staff())
	return nil, joined(plans), err
}

func registerList(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	var exams []model.ExamRegistration
	for _, k := range argument[[]kwargs](tr, 1) {
		exams = append(exams, model.ExamRegistration{ContentID: k.text("content_id", ""), ExamChange: examChange(k)})
	}
	ids, effects, err := d.engine.RegisterExams(ctx, tr.text(0), exams)
	return ids, model.Plan{Effects: effects}, err
}

func retireLearner(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	plans, err := d.engine.RetireLearner(ctx, tr.id(0))
	return nil, joined(plans), err
}

// retireAtServices answers for each service whether it has forgotten the learner.
func retireAtServices(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	done, err := d.engine.RetireAtServices(ctx, tr.id(0))
	out := map[string]bool{}
	for name, failed := range done {
		if name == "" { // the default service, by its exam's backend
			name = "None"
		}
		out[name] = failed == nil
	}
	return out, model.Plan{}, err
}

func deleteRows(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	results, err := d.engine.DeleteAttempts(ctx, argument[[]int64](tr, 0), model.Bulk{})
	var told, others []model.Effect
	for _, r := range slices.Backward(results) { // the services are notified of all before the first row goes
		told = append(told, slices.DeleteFunc(slices.Clone(r.Plan.Effects), func(e model.Effect) bool { return e.Kind != model.EffectBackend })...)
	}
	for _, r := range results {
		if r.Err != nil && model.CodeOf(r.Err) != model.CodeNotFound { // the original asks for those that there are
			err = errors.Join(err, r.Err)
		}
		others = append(others, slices.DeleteFunc(slices.Clone(r.Plan.Effects), func(e model.Effect) bool { return e.Kind == model.EffectBackend })...)
	}
	return nil, model.Plan{Effects: append(told, others...)}, err
}

func settings(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	s, err := d.engine.ProctoringSettings(ctx, tr.id(0))
	if err != nil {
		return nil, model.Plan{}, err
	}
	out := map[string]any{"platform_name": s.PlatformName, "contact_us": s.ContactEmail, "link_urls": s.LinkURLs, "exam_proctoring_backend": map[string]any{}}
	if v := s.Service; v != nil {
		out["exam_proctoring_backend"] = map[string]any{"name": v.Name}
		if v.Config != nil {
			out["exam_proctoring_backend"] = v.Config
		}
		out["provider_tech_support_email"], out["provider_tech_support_phone"], out["provider_name"] = v.TechSupportEmail, v.TechSupportPhone, v.Name
		out["learner_notification_from_email"], out["integration_specific_email"] = v.NotificationFromEmail, v.IntegrationSpecificEmail
		out["proctoring_escalation_email"] = nullable(model.Text(v.EscalationEmail))
	}
	return out, model.Plan{}, nil
}
