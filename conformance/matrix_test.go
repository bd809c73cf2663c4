package conformance

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"examdesk/conformance/counts"
	"examdesk/model"
)

// matrixNow is the clock of both matrices.
func matrixNow() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC) }

// readMatrix decodes a recorded matrix from EXAMDESK_TRANSCRIPTS, or from the
// copy in testdata.
func readMatrix(t *testing.T, name string, into any) {
	t.Helper()
	dir := os.Getenv("EXAMDESK_TRANSCRIPTS")
	if dir == "" {
		dir = "testdata"
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatalf("open the matrix: %v", err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatalf("unpack the matrix: %v", err)
	}
	if err := json.NewDecoder(z).Decode(into); err != nil {
		t.Fatalf("decode the matrix: %v", err)
	}
}

type statusMatrix struct {
	Statuses   []model.AttemptStatus
	Predicates map[model.AttemptStatus]map[string]bool
	Reattempts [][2]model.AttemptStatus `json:"is_reattempting_exam"`
	Illegal    [][2]model.AttemptStatus
	CanUpdate  []struct {
		Practice bool                  `json:"is_practice_exam"`
		To       model.AttemptStatus   `json:"to"`
		Statuses []model.AttemptStatus `json:"attempt_statuses_after_save"`
		Result   bool
	} `json:"can_update_credit_grades_and_email"`
	Transitions []statusRow
}

type statusRow struct {
	Kind, Variant string
	From, To      model.AttemptStatus
	Before, After attemptFields
	Exception     *string
	ServiceCalls  []call `json:"service_calls"`
	BackendCalls  []call `json:"backend_calls"`
	Emails        []struct{ Subject string }
	Events        []string
	Signals       []signal
	OthersChanged []struct {
		Exam          string
		Before, After []attemptFields
	} `json:"others_changed"`
	History []historyRow `json:"history_rows_added"`
}

type attemptFields struct {
	Status        model.AttemptStatus
	StartedAt     *time.Time `json:"started_at"`
	CompletedAt   *time.Time `json:"completed_at"`
	Allowed       *int       `json:"allowed_time_limit_mins"`
	Resumable     bool       `json:"is_resumable"`
	ReadyToResume bool       `json:"ready_to_resume"`
	Resumed       bool
	Proctored     bool    `json:"taking_as_proctored"`
	Sample        bool    `json:"is_sample_attempt"`
	ExternalID    *string `json:"external_id"`
	Remaining     *int    `json:"time_remaining_seconds"`
	Acknowledged  bool    `json:"is_status_acknowledged"`
}

type call struct {
	On, Method, Backend string
	Args                []any
	Kwargs              map[string]any
	Returns             any
	Raises              *struct {
		Exception string `json:"$exception"`
		Message   string
	}
}

type signal struct {
	Status     model.AttemptStatus
	Practice   bool `json:"is_practice_exam"`
	Proctored  bool `json:"is_proctored"`
	Onboarding bool `json:"backend_supports_onboarding"`
}

type historyRow struct {
	Type   model.SaveKind `json:"history_type"`
	Exam   string
	Status model.AttemptStatus
}

// TestStatusMatrix tries every recorded transition: every status to every
// status, by kind of exam and variant.
func TestStatusMatrix(t *testing.T) {
	t.Parallel()
	var m statusMatrix
	readMatrix(t, "status_matrix.json.gz", &m)
	equal := 0
	for i := range m.Transitions {
		row := &m.Transitions[i]
		want, got := observed(row), applied(row)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s: %s to %s (-recorded +ours):\n%s", row.Kind, row.Variant, row.From, row.To, diff)
			continue
		}
		equal++
	}
	t.Logf("status matrix: %d transitions tried, %d equal", len(m.Transitions), equal)
	count("matrices", counts.Counts{Passed: equal, Failed: len(m.Transitions) - equal})
	if len(m.Transitions) != 2160 && os.Getenv("EXAMDESK_TRANSCRIPTS") == "" {
		t.Errorf("the matrix has %d rows, not 2160", len(m.Transitions))
	}
}

// outcome is what a transition does, in comparable form.
type outcome struct {
	Refused   bool
	After     attemptFields
	Calls     []string
	Backend   []string
	Mails     []string
	Events    []string
	Signals   []signal
	Histories []historyRow
	Others    []string
}

func observed(row *statusRow) outcome {
	o := outcome{Refused: row.Exception != nil, After: row.After, Events: row.Events, Signals: row.Signals, Histories: row.History}
	for _, c := range row.OthersChanged {
		o.Others = append(o.Others, c.Exam+" "+short(c.Before)+" to "+short(c.After))
	}
	for _, c := range row.ServiceCalls {
		o.Calls = append(o.Calls, c.String())
	}
	for _, c := range row.BackendCalls {
		o.Backend = append(o.Backend, fmt.Sprint(c.Backend, " ", c.Method, " ", c.Args))
	}
	for _, e := range row.Emails {
		o.Mails = append(o.Mails, e.Subject)
	}
	return emptyToNil(o)
}

func (c call) String() string {
	args, _ := json.Marshal(c.Args)
	kwargs, _ := json.Marshal(c.Kwargs)
	return fmt.Sprintf("%s.%s%s%s", c.On, c.Method, args, kwargs)
}

func emptyToNil(o outcome) outcome {
	if len(o.Events) == 0 {
		o.Events = nil
	}
	if len(o.Signals) == 0 {
		o.Signals = nil
	}
	if len(o.Histories) == 0 {
		o.Histories = nil
	}
	return o
}

// applied runs our rules on the row's situation.
func applied(row *statusRow) outcome {
	s := situation(row)
	opts := model.TransitionOptions{NoCascade: row.Variant == "no_cascade"}
	if row.Variant == "timeout_timestamp" {
		at := matrixNow().Add(-30 * time.Second)
		opts.TimeoutAt = &at
	}
	plan, err := model.Transition(s, row.To, opts)
	if err != nil {
		return outcome{Refused: model.CodeOf(err) == model.CodeIllegalTransition, After: row.Before}
	}
	o := outcome{After: fieldsOf(plan.After)}
	for _, e := range plan.Effects {
		o.add(e, s)
	}
	for _, save := range plan.Saves {
		if save.Kind == model.SaveDelete && save.Attempt.ID == s.Attempt.ID {
			o.After = attemptFields{}
		}
		o.Histories = append(o.Histories, historyRow{Type: save.Kind, Exam: save.Exam.Name.Raw(), Status: save.Attempt.Status})
	}
	o.Others = othersChanged(s, plan)
	return emptyToNil(o)
}

// othersChanged is what the plan does to the learner's attempts at other exams.
func othersChanged(s model.Situation, plan model.Plan) []string {
	var out []string
	for _, o := range s.OtherExams {
		var before, after []attemptFields
		if o.Current != nil {
			before = []attemptFields{fieldsOf(*o.Current)}
			after = before
		}
		for _, save := range plan.Saves {
			if save.Exam.ID != o.Exam.ID {
				continue
			}
			after = []attemptFields{fieldsOf(save.Attempt)}
			if save.Kind == model.SaveDelete {
				after = nil
			}
		}
		if short(before) != short(after) {
			out = append(out, o.Exam.Name.Raw()+" "+short(before)+" to "+short(after))
		}
	}
	return out
}

// short prints the fields that the matrix records of other attempts.
func short(list []attemptFields) string {
	var out []string
	for _, f := range list {
		id := "null"
		if f.ExternalID != nil {
			id = *f.ExternalID
		}
		out = append(out, fmt.Sprint(string(f.Status), f.Proctored, id, f.Sample))
	}
	return fmt.Sprint(out)
}

func (o *outcome) add(e model.Effect, s model.Situation) {
	if e.Certainty != model.Will {
		return
	}
	switch e.Kind {
	case model.EffectEvent:
		o.Events = append(o.Events, e.Value)
	case model.EffectSignal:
		backend := s.Backends.Resolve(e.Exam)
		o.Signals = append(o.Signals, signal{
			Status: model.AttemptStatus(e.Value), Practice: e.Exam.IsPracticeExam,
			Proctored: e.Attempt.TakingAsProctored, Onboarding: backend != nil && backend.SupportsOnboarding,
		})
	case model.EffectMail:
		o.Mails = append(o.Mails, e.Value)
	case model.EffectBackend:
		o.Backend = append(o.Backend, fmt.Sprint(s.Backends.Resolve(e.Exam).Name, " ", e.Value, " ",
			[]any{nullable(e.Exam.ExternalID), nullable(e.Attempt.ExternalID)}))
	case model.EffectCompletion, model.EffectCredit, model.EffectGradeOverride, model.EffectGradeUndo,
		model.EffectCertificate, model.EffectReadGradeRule, model.EffectReadCreditState, model.EffectReadEscalationEmail,
		model.EffectDeleteAnswers, model.EffectCreditRemove, model.EffectNotifySupport:
		o.Calls = append(o.Calls, serviceCall(e).String())
	case model.EffectDecline, model.EffectClearOnboarding, model.EffectOtherAttempts:
	}
}

// serviceCall is the call of the platform's service for an effect.
func serviceCall(e model.Effect) call {
	course, content, user := e.Exam.CourseID.Raw(), e.Exam.ContentID.Raw(), e.Attempt.UserID
	about := map[string]any{"user_id": user, "course_key_or_id": course, "usage_key_or_id": content}
	switch e.Kind {
	case model.EffectCompletion:
		return call{On: "instructor", Method: "complete_student_attempt", Args: []any{"learner", content}, Kwargs: map[string]any{}}
	case model.EffectCredit:
		return call{On: "credit", Method: "set_credit_requirement_status", Args: []any{}, Kwargs: map[string]any{
			"user_id": user, "course_key_or_id": course, "req_namespace": "proctored_exam", "req_name": content, "status": e.Value,
		}}
	case model.EffectCreditRemove:
		return call{On: "credit", Method: "remove_credit_requirement_status", Args: []any{}, Kwargs: map[string]any{
			"user_id": user, "course_key_or_id": course, "req_namespace": "proctored_exam", "req_name": content,
		}}
	case model.EffectDeleteAnswers:
		return call{On: "instructor", Method: "delete_student_attempt", Args: []any{"learner", course, content}, Kwargs: map[string]any{"requesting_user": asModel(*e.By)}}
	case model.EffectNotifySupport:
		return call{On: "instructor", Method: "send_support_notification", Args: []any{}, Kwargs: map[string]any{
			"course_id": course, "exam_name": e.Exam.Name.Raw(), "student_username": "learner", "review_status": e.Value,
			"review_url": fmt.Sprintf("http://testserver/edx_proctoring/v1/instructor/%s/%d?attempt=%s", course, e.Exam.ID, orNone(e.Attempt.ExternalIDOrNil())),
		}}
	case model.EffectGradeOverride:
		about["earned_all"], about["earned_graded"], about["overrider"], about["comment"] = 0.0, 0.0, nil, e.Value
		if e.By != nil {
			about["overrider"] = asModel(*e.By)
		}
		return call{On: "grades", Method: "override_subsection_grade", Args: []any{}, Kwargs: about}
	case model.EffectGradeUndo:
		return call{On: "grades", Method: "undo_override_subsection_grade", Args: []any{}, Kwargs: about}
	case model.EffectCertificate:
		return call{On: "certificates", Method: "invalidate_certificate", Args: []any{}, Kwargs: map[string]any{"user_id": user, "course_key_or_id": course}}
	case model.EffectReadGradeRule:
		return call{On: "grades", Method: "should_override_grade_on_rejected_exam", Args: []any{course}, Kwargs: map[string]any{}}
	case model.EffectReadEscalationEmail:
		return call{On: "instructor", Method: "get_proctoring_escalation_email", Args: []any{course}, Kwargs: map[string]any{}}
	case model.EffectReadCreditState:
		return call{On: "credit", Method: "get_credit_state", Args: []any{user, course}, Kwargs: map[string]any{"return_course_info": true}}
	default:
		return call{On: "none", Method: string(e.Kind)}
	}
}

// orNone is a text as Python puts it into another.
func orNone(s *string) string {
	if s == nil {
		return "None"
	}
	return *s
}

func nullable(t model.Text) any {
	if t == "" {
		return nil
	}
	return t.Raw()
}
