package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"examdesk/model"
)

// recordedPlatform answers as a transcript's services did and notes what it was
// asked.
type recordedPlatform struct{ d *replayDB }

// answer notes a call and decodes the recorded answer to the next call of its
// kind; into stays as it is if the recording has none.
func (p recordedPlatform) answer(c call, into any) error {
	p.d.done = append(p.d.done, doneCall{text: plain(c).String()})
	for i, r := range p.d.tr.ServiceCalls {
		if p.d.answered[i] || r.On != c.On || r.Method != c.Method {
			continue
		}
		p.d.answered[i] = true
		data, err := json.Marshal(r.Returns)
		if err != nil {
			return err
		}
		return json.Unmarshal(data, into)
	}
	return nil
}

// CreditState implements [model.CreditReader]. A platform without the service is
// not asked.
func (p recordedPlatform) CreditState(_ context.Context, userID int64, course string, withCourse bool) (*model.CreditState, error) {
	if p.d.tr.Services["credit"].Class == "" {
		return nil, nil
	}
	kwargs := map[string]any{}
	if withCourse {
		kwargs["return_course_info"] = true
	}
	var state *struct {
		CourseName   string           `json:"course_name"`
		FullName     *string          `json:"profile_fullname"`
		Email        *string          `json:"student_email"`
		CourseEnd    *time.Time       `json:"course_end_date"`
		Requirements []map[string]any `json:"credit_requirement_status"`
	}
	if err := p.answer(call{On: "credit", Method: "get_credit_state", Args: []any{userID, course}, Kwargs: kwargs}, &state); err != nil || state == nil {
		return nil, err
	}
	out := &model.CreditState{CourseName: state.CourseName, ProfileFullName: state.FullName, StudentEmail: state.Email, CourseEnd: state.CourseEnd}
	out.Requirements = requirements(state.Requirements)
	return out, nil
}

// VerifiedName implements [model.NameAffirmer]. A platform without the service
// is not asked.
func (p recordedPlatform) VerifiedName(_ context.Context, u model.Learner) (string, error) {
	if p.d.tr.Services["name_affirmation"].Class == "" {
		return "", nil
	}
	var name struct {
		VerifiedName string `json:"verified_name"`
	}
	err := p.answer(call{
		On: "name_affirmation", Method: "get_verified_name", Args: []any{asModel(u)},
		Kwargs: map[string]any{"is_verified": false, "statuses_to_exclude": []string{"denied"}},
	}, &name)
	return name.VerifiedName, err
}

func asModel(u model.Learner) map[string]any {
	return map[string]any{"$model": "auth.User", "id": u.ID, "username": u.Username.Raw()}
}

// IsCourseStaff implements [model.CourseAuthority].
func (p recordedPlatform) IsCourseStaff(_ context.Context, u model.Learner, course string) (is bool, err error) {
	for _, patch := range p.d.tr.Patches {
		if mock, ok := patch.New.(map[string]any); ok && patch.Attribute == "is_user_course_or_global_staff" {
			is, _ = mock["return_value"].(bool) // the original's test answers itself
			return is, nil
		}
	}
	err = p.answer(call{On: "instructor", Method: "is_course_staff", Args: []any{asModel(u), course}, Kwargs: map[string]any{}}, &is)
	return is, err
}

// MayTakeProctored implements [model.CourseAuthority]: the tests of the
// original replace the rule, which is not a service.
func (p recordedPlatform) MayTakeProctored(context.Context, int64, model.Exam) (bool, error) {
	return fmt.Sprint(p.d.tr.Perms["edx_proctoring.can_take_proctored_exam"]) != "always_false", nil
}

// EscalationEmail implements [model.CourseAuthority].
func (p recordedPlatform) EscalationEmail(_ context.Context, course string) (email string, err error) {
	err = p.answer(call{On: "instructor", Method: "get_proctoring_escalation_email", Args: []any{course}, Kwargs: map[string]any{}}, &email)
	return email, err
}

// Enrollments implements [model.EnrollmentLister].
func (p recordedPlatform) Enrollments(_ context.Context, course, search string) ([]model.Enrollment, error) {
	var by any
	if search != "" {
		by = search
	}
	var rows []any
	err := p.answer(call{On: "enrollments", Method: "get_enrollments_can_take_proctored_exams", Args: []any{course, by}, Kwargs: map[string]any{}}, &rows)
	var out []model.Enrollment
	for _, r := range rows {
		switch r := r.(type) {
		case []any: // what the test's stand-in answers
			out = append(out, model.Enrollment{Username: fmt.Sprint(r[0]), Mode: fmt.Sprint(r[1])})
		case map[string]any:
			user, _ := r["user"].(map[string]any)
			out = append(out, model.Enrollment{Username: fmt.Sprint(user["username"]), Mode: fmt.Sprint(r["mode"])})
		}
	}
	return out, err
}

// Outline implements [model.OutlineReader].
func (p recordedPlatform) Outline(_ context.Context, u model.Learner, course string) (model.Outline, error) {
	var details struct {
		Outline struct {
			Accessible []string `json:"accessible_sequences"`
		}
		Schedule struct {
			Sequences map[string]struct {
				Start *time.Time `json:"effective_start"`
				Due   *time.Time
			}
			End *time.Time `json:"course_end"`
		}
	}
	err := p.answer(call{On: "learning_sequences", Method: "get_user_course_outline_details", Args: []any{course, asModel(u)}}, &details)
	out := model.Outline{Accessible: details.Outline.Accessible, Sequences: map[string]model.SequenceSchedule{}, CourseEnd: details.Schedule.End}
	for key, s := range details.Schedule.Sequences {
		out.Sequences[key] = model.SequenceSchedule{Starts: s.Start, Due: s.Due}
	}
	return out, err
}
