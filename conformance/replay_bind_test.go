package conformance

import (
	"encoding/json"
	"fmt"
	"strings"
)

// signatures are the parameters of the original's functions, in order.
func signatures() map[string]string {
	return map[string]string{
		"update_attempt_status":                "attempt_id to_status raise_if_not_found cascade_effects timeout_timestamp update_attributable_to",
		"get_exam_attempt_by_id":               "attempt_id",
		"get_exam_attempt_by_code":             "attempt_code",
		"get_exam_attempt_by_external_id":      "external_id",
		"get_current_exam_attempt":             "exam_id user_id",
		"mark_exam_attempt_as_ready_to_resume": "attempt_id",
		"mark_exam_attempt_as_resumed":         "attempt_id",
		"mark_exam_attempt_as_ready":           "attempt_id",
		"mark_exam_attempt_timeout":            "attempt_id",
		"stop_exam_attempt":                    "attempt_id",
		"start_exam_attempt":                   "exam_id user_id",
		"start_exam_attempt_by_code":           "attempt_code",
		"get_exam_by_id":                       "exam_id",
		"get_exam_by_content_id":               "course_id content_id",
		"create_exam":                          "course_id content_id exam_name time_limit_mins due_date is_proctored is_practice_exam external_id is_active hide_after_due backend",
		"update_exam":                          "exam_id exam_name time_limit_mins due_date is_proctored is_practice_exam external_id is_active hide_after_due backend",
		"create_exam_attempt":                  "exam_id user_id taking_as_proctored",
		"make_review":                          "attempt data backend",
		"add_allowance_for_user":               "exam_id user_info key value",
		"add_bulk_allowances":                  "exam_ids user_ids allowance_type value",
		"remove_allowance_for_user":            "exam_id user_id key",
		"update_exam_attempt":                  "attempt_id is_status_acknowledged time_remaining_seconds",
		"remove_exam_attempt":                  "attempt_id requesting_user require_backend_removal",
		"reset_practice_exam":                  "exam_id user_id requesting_user",
		"create_exam_review_policy":            "exam_id set_by_user_id review_policy",
		"update_review_policy":                 "exam_id set_by_user_id review_policy",
		"remove_review_policy":                 "exam_id",
		"get_review_policy_by_exam_id":         "exam_id",
		"_get_review_policy_by_exam_id":        "exam_id",

		"get_attempt_status_summary":                     "user_id course_id content_id",
		"_are_prerequirements_satisfied":                 "prerequisites_statuses evaluate_for_requirement_name filter_out_namespaces",
		"_get_ordered_prerequisites":                     "prerequisites_statuses filter_out_namespaces",
		"check_prerequisites":                            "exam user_id",
		"get_exam_attempt_data":                          "exam_id attempt_id is_learning_mfe",
		"is_attempt_ready_to_resume":                     "attempt",
		"is_attempt_in_resume_process":                   "attempt_obj",
		"_check_for_attempt_timeout":                     "attempt",
		"get_allowances_for_course":                      "course_id",
		"get_active_exams_for_user":                      "user_id course_id",
		"get_all_exam_attempts":                          "course_id",
		"get_filtered_exam_attempts":                     "course_id search_by",
		"get_user_attempts_by_exam_id":                   "user_id exam_id",
		"get_all_exams_for_course":                       "course_id active_only",
		"get_last_exam_completion_date":                  "course_id username",
		"get_exam_violation_report":                      "course_id include_practice_exams",
		"get_last_verified_onboarding_attempts_per_user": "users_list backend",
		"does_backend_support_onboarding":                "backend",
		"get_exam_configuration_dashboard_url":           "course_id content_id",
		"get_integration_specific_email":                 "provider",
		"get_enrollments_can_take_proctored_exams":       "course_id text_search",
		"get_total_allowed_time_for_exam":                "exam user_id",
		"is_exam_passed_due":                             "exam user",
		"is_backend_dashboard_available":                 "course_id",
		"get_proctoring_settings_by_exam_id":             "exam_id",

		// What the original has only a view or a management command for.
		"remove_exam_attempts": "exam_id user_id",
		"register_exams":       "course_id exams",
		"retire_learner":       "user_id",
		"retire_at_services":   "user_id",
		"reset_attempts":       "attempt_ids",
	}
}

// bind gives a call's arguments both by place and by name, however the recording
// has them. An argument that is not known is an error: what it changes would not
// be compared.
func (tr *transcript) bind() error {
	signature, known := signatures()[tr.operation()]
	if !known {
		return fmt.Errorf("the parameters of %s are not known", tr.operation())
	}
	names := strings.Fields(signature)
	if len(tr.Request.Args) > len(names) {
		return fmt.Errorf("%s has %d arguments, and %d parameters are known", tr.operation(), len(tr.Request.Args), len(names))
	}
	values, raw := map[string]any{}, map[string]json.RawMessage{}
	for i, v := range tr.Request.Args {
		values[names[i]] = v
		if i < len(tr.Request.Raw) {
			raw[names[i]] = tr.Request.Raw[i]
		}
	}
	for name, v := range tr.Request.Kwargs {
		if !strings.Contains(" "+signature+" ", " "+name+" ") {
			return fmt.Errorf("%s has the argument %s, which is not known", tr.operation(), name)
		}
		values[name], raw[name] = v, tr.Request.RawKwargs[name]
	}
	last := 0
	for i, name := range names {
		if _, given := values[name]; given {
			last = i + 1
		}
	}
	args, raws := make([]any, last), make([]json.RawMessage, last)
	for i := range last {
		args[i], raws[i] = values[names[i]], raw[names[i]]
	}
	tr.Request.Args, tr.Request.Raw, tr.Request.Kwargs = args, raws, values
	return nil
}
