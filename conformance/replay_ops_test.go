package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"examdesk/model"
)

// operation performs a recorded call and returns its answer in the original's
// form.
type operation func(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error)

func operations() map[string]operation {
	ops := moreOperations()
	maps.Copy(ops, map[string]operation{
		"update_attempt_status":                updateStatus,
		"get_exam_attempt_by_id":               attemptByID,
		"get_current_exam_attempt":             currentAttempt,
		"mark_exam_attempt_as_ready_to_resume": markReady,
		"mark_exam_attempt_as_resumed":         markResumed,
		"get_exam_by_id":                       examByID,
		"get_exam_by_content_id":               examByContent,
		"create_exam":                          createExam,
		"update_exam":                          updateExam,
		"create_exam_attempt":                  createAttempt,
		"make_review":                          makeReview,
		"add_allowance_for_user":               addAllowance,
		"add_bulk_allowances":                  addAllowances,
		"remove_allowance_for_user":            removeAllowance,
		"update_exam_attempt":                  updateAttempt,
		"remove_exam_attempt":                  removeAttempt,
		"reset_practice_exam":                  resetPractice,
		"start_exam_attempt":                   startAttempt,
		"start_exam_attempt_by_code":           startByCode,
		"stop_exam_attempt":                    statusOf(model.ReadyToSubmit),
		"mark_exam_attempt_timeout":            statusOf(model.TimedOut),
		"create_exam_review_policy":            createPolicy,
		"update_review_policy":                 updatePolicy,
		"remove_review_policy":                 removePolicy,
		"get_review_policy_by_exam_id":         policyByExam,
		"_get_review_policy_by_exam_id":        policyText,

		"get_attempt_status_summary":                     statusSummary,
		"_are_prerequirements_satisfied":                 prerequisitesOf,
		"_get_ordered_prerequisites":                     orderedRequirements,
		"check_prerequisites":                            checkPrerequisites,
		"get_exam_attempt_data":                          pageData,
		"is_attempt_ready_to_resume":                     readyToResume,
		"_check_for_attempt_timeout":                     checkTimeout,
		"get_allowances_for_course":                      courseAllowances,
		"get_active_exams_for_user":                      activeExams,
		"get_all_exam_attempts":                          courseAttempts,
		"get_filtered_exam_attempts":                     courseAttempts,
		"get_user_attempts_by_exam_id":                   userAttempts,
		"get_all_exams_for_course":                       courseExams,
		"get_last_exam_completion_date":                  lastCompletion,
		"get_exam_violation_report":                      violationReport,
		"get_last_verified_onboarding_attempts_per_user": lastApprovals,
		"does_backend_support_onboarding":                supportsOnboarding,
		"get_exam_configuration_dashboard_url":           configurationURL,
		"get_integration_specific_email":                 contactFor,
		"get_enrollments_can_take_proctored_exams":       enrollments,
	})
	return ops
}

func (tr *transcript) id(n int) int64 {
	if n >= len(tr.Request.Args) {
		return 0
	}
	i, err := json.Number(fmt.Sprint(tr.Request.Args[n])).Int64()
	if err != nil {
		return 0
	}
	return i
}

func (tr *transcript) text(n int) string { return fmt.Sprint(tr.Request.Args[n]) }

func updateStatus(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	k := kwargs(tr.Request.Kwargs)
	opts := model.TransitionOptions{NoCascade: !k.truth("cascade_effects", true)}
	if at, ok := tr.Request.Kwargs["timeout_timestamp"].(string); ok {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return nil, model.Plan{}, err
		}
		opts.TimeoutAt = &moment
	}
	if by, ok := tr.Request.Kwargs["update_attributable_to"].(map[string]any); ok {
		id, err := json.Number(fmt.Sprint(by["id"])).Int64()
		if err != nil {
			return nil, model.Plan{}, err
		}
		opts.By = &model.Learner{ID: id, Username: model.Text(fmt.Sprint(by["username"]))}
	}
	plan, err := d.engine.UpdateAttemptStatus(ctx, tr.id(0), model.AttemptStatus(tr.text(1)), opts)
	if model.CodeOf(err) == model.CodeNotFound && err != nil && !k.truth("raise_if_not_found", true) {
		return nil, plan, nil
	}
	return tr.id(0), plan, err
}

func attemptByID(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	row, plan, err := d.engine.Attempt(ctx, tr.id(0))
	if model.CodeOf(err) == model.CodeNotFound {
		return nil, plan, nil // the original answers None
	}
	return attemptData(row), plan, err
}

func currentAttempt(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	row, plan, err := d.engine.CurrentAttempt(ctx, tr.id(0), tr.id(1))
	if err != nil || row.Attempt.ID == 0 {
		return nil, plan, err
	}
	return attemptData(row), plan, nil
}

func markReady(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	return tr.id(0), model.Plan{}, d.engine.MarkReadyToResume(ctx, tr.id(0))
}

func markResumed(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	return tr.id(0), model.Plan{}, d.engine.MarkResumed(ctx, tr.id(0))
}

func examByID(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	e, err := d.engine.Exam(ctx, tr.id(0))
	return examData(e), model.Plan{}, err
}

func examByContent(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	e, err := d.engine.ExamByContent(ctx, tr.text(0), tr.text(1))
	return examData(e), model.Plan{}, err
}

func createExam(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	k := kwargs(tr.Request.Kwargs)
	e := model.Exam{
		CourseID: model.Text(k.text("course_id", "")), ContentID: model.Text(k.text("content_id", "")), Name: model.Text(k.text("exam_name", "")),
		TimeLimitMins: int(k.number("time_limit_mins")), IsProctored: k.truth("is_proctored", true), IsPracticeExam: k.truth("is_practice_exam", false),
		IsActive: k.truth("is_active", true), HideAfterDue: k.truth("hide_after_due", false), ExternalID: model.Text(k.text("external_id", "")),
		Backend: model.Text(k.text("backend", "")), DueDate: k.time("due_date"),
	}
	id, effects, err := d.engine.CreateExam(ctx, e)
	return id, model.Plan{Effects: effects}, err
}

func updateExam(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	effects, err := d.engine.UpdateExam(ctx, tr.id(0), examChange(tr.Request.Kwargs))
	return tr.id(0), model.Plan{Effects: effects}, err
}

func examChange(k kwargs) model.ExamChange {
	c := model.ExamChange{
		Name: given(k, "exam_name", k.text("exam_name", "")), TimeLimitMins: given(k, "time_limit_mins", int(k.number("time_limit_mins"))),
		IsProctored: given(k, "is_proctored", k.truth("is_proctored", false)), IsPracticeExam: given(k, "is_practice_exam", k.truth("is_practice_exam", false)),
		IsActive: given(k, "is_active", k.truth("is_active", false)), HideAfterDue: given(k, "hide_after_due", k.truth("hide_after_due", false)),
		ExternalID: given(k, "external_id", k.text("external_id", "")), Backend: given(k, "backend", k.text("backend", "")),
		DueDate: k.time("due_date"),
	}
	_, c.SetDueDate = k["due_date"]
	return c
}

// kwargs are a call's named arguments.
type kwargs map[string]any

func (k kwargs) text(name, otherwise string) string {
	if s, ok := k[name].(string); ok {
		return s
	}
	return otherwise
}

func (k kwargs) truth(name string, otherwise bool) bool {
	if b, ok := k[name].(bool); ok {
		return b
	}
	return otherwise
}

func (k kwargs) number(name string) int64 { return number(fmt.Sprint(k[name])) }

func (k kwargs) time(name string) *time.Time {
	at, err := time.Parse(time.RFC3339, k.text(name, ""))
	if err != nil {
		return nil
	}
	return &at
}

// given is a value if the call names it and it is not None, which both mean
// that nothing changes.
func given[T any](k kwargs, name string, value T) *T {
	if v, ok := k[name]; !ok || v == nil {
		return nil
	}
	return &value
}

// examData is an exam as the original's serializer writes it.
func examData(e model.Exam) map[string]any {
	return map[string]any{
		"id": e.ID, "course_id": e.CourseID.Raw(), "content_id": e.ContentID.Raw(), "external_id": e.ExternalIDOrNil(),
		"exam_name": e.Name.Raw(), "time_limit_mins": e.TimeLimitMins, "is_proctored": e.IsProctored,
		"is_practice_exam": e.IsPracticeExam, "is_active": e.IsActive, "due_date": e.DueDate,
		"hide_after_due": e.HideAfterDue, "backend": e.BackendOrNil(),
	}
}

func attemptData(r model.AttemptRow) map[string]any {
	a := r.Attempt
	return map[string]any{
		"id": a.ID, "created": a.Created, "modified": a.Modified,
		"user":       map[string]any{"id": r.Learner.ID, "username": r.Learner.Username.Raw(), "email": r.Learner.Email.Raw()},
		"started_at": a.StartedAt, "completed_at": a.CompletedAt, "external_id": a.ExternalIDOrNil(), "status": string(a.Status),
		"proctored_exam": examData(r.Exam), "allowed_time_limit_mins": a.AllowedTimeLimitMins, "attempt_code": a.CodeOrNil(),
		"is_sample_attempt": a.IsSampleAttempt, "taking_as_proctored": a.TakingAsProctored, "review_policy_id": a.ReviewPolicyID,
		"is_status_acknowledged": a.IsStatusAcknowledged, "time_remaining_seconds": a.TimeRemainingSeconds,
		"is_resumable": a.IsResumable, "ready_to_resume": a.ReadyToResume, "resumed": a.Resumed,
	}
}

// refusal is the original's exception for one of our errors, empty for none
// that it has.
func refusal(err error) string {
	switch {
	case err == nil:
		return ""
	case model.CodeOf(err) == model.CodeIllegalTransition:
		return "illegal"
	case model.CodeOf(err) == model.CodeNotFound:
		return "not found"
	case model.CodeOf(err) == model.CodeConflict:
		return "exists"
	case model.CodeOf(err) == model.CodeDenied:
		return "denied"
	case model.CodeOf(err) == model.CodeInvalid:
		return "invalid"
	case model.CodeOf(err) == model.CodeInactive:
		return "inactive"
	case model.CodeOf(err) == model.CodeUnavailable:
		return "service"
	case model.CodeOf(err) == model.CodeUnsupported:
		return "not configured"
	}
	return ""
}

// refusalOf is the same for a recorded exception.
func refusalOf(class string) string {
	switch class[strings.LastIndex(class, ".")+1:] {
	case "ProctoredExamIllegalStatusTransition", "ProctoredExamIllegalResumeUpdate":
		return "illegal"
	case "ProctoredExamNotFoundException", "StudentExamAttemptDoesNotExistsException", "ProctoredExamReviewPolicyNotFoundException",
		"UserNotFoundException":
		return "not found"
	case "ProctoredExamAlreadyExists", "ProctoredExamReviewPolicyAlreadyExists", "StudentExamAttemptedAlreadyStarted",
		"StudentExamAttemptAlreadyExistsException", "ProctoredExamReviewAlreadyExists":
		return "exists"
	case "Refused": // of a view
		return "not found"
	case "StudentExamAttemptOnPastDueProctoredExam":
		return "denied"
	case "AllowanceValueNotAllowedException", "ProctoredExamBadReviewStatus", "ProctoredExamPermissionDenied", "ProctoredExamSuspiciousLookup":
		return "invalid"
	case "ProctoredExamNotActiveException":
		return "inactive"
	case "BackendProviderCannotRegisterAttempt", "BackendProviderSentNoAttemptID", "BackendProviderCannotRetireUser",
		"BackendProviderCannotRemoveAttempt", "BackendProviderRemovalNotConfirmed":
		return "service"
	case "BackendProviderNotConfigured", "NotImplementedError":
		return "not configured"
	}
	return class
}
