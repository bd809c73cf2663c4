package exam

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"examdesk/model"
)

// maxList is the largest list of exams that is read, in bytes.
const maxList = 10 << 20

// listedExam is an exam of a list to register, in the words of edx-proctoring 6.1.4's
// ProctoredExamRegistrationSerializer.
type listedExam struct {
	CourseID       *string `json:"course_id"`
	ContentID      string  `json:"content_id"`
	ExamName       *string `json:"exam_name"`
	TimeLimitMins  *int    `json:"time_limit_mins"`
	IsProctored    *bool   `json:"is_proctored"`
	IsPracticeExam *bool   `json:"is_practice_exam"`
	IsActive       *bool   `json:"is_active"`
	HideAfterDue   *bool   `json:"hide_after_due"`
	ExternalID     *string `json:"external_id"`
	Backend        *string `json:"backend"`
	DueDate        *string `json:"due_date"`
}

// alsoListed are fields that exam list --json prints and a registration does not read.
func alsoListed() []string {
	return []string{"id", "kind", "effective_backend", "backend_is_configured", "attempt_count", "modified"}
}

// readList reads a list of exams. Where says what it was read from, at the beginning of
// a sentence.
func readList(where, course, body string) ([]model.ExamRegistration, error) {
	d := json.NewDecoder(strings.NewReader(body))
	var raw []map[string]json.RawMessage
	if err := d.Decode(&raw); err != nil || raw == nil {
		return nil, model.Wrap(err, model.CodeInvalid, "%s is not a JSON array of exams: %s", where, problemOf(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, model.Errorf(model.CodeInvalid, "%s has more than one JSON array; give one list.", where)
	}
	out := make([]model.ExamRegistration, 0, len(raw))
	for i, fields := range raw {
		x, err := readExam(fields)
		if err != nil {
			return nil, model.Wrap(err, model.CodeInvalid, "Number %d of the exams cannot be read: %s", i+1, problemOf(err))
		}
		if x.CourseID != nil && *x.CourseID != course {
			return nil, model.Errorf(model.CodeInvalid, "Number %d of the exams is of the course %s, not of %s.", i+1, *x.CourseID, course)
		}
		r, err := x.registration()
		if err != nil {
			return nil, model.Wrap(err, model.CodeInvalid, "Number %d of the exams: %s", i+1, model.Sentence(err))
		}
		out = append(out, r)
	}
	return out, nil
}

// readExam reads one exam; a field that is not known is refused, since it may be one
// that is misspelt.
func readExam(fields map[string]json.RawMessage) (listedExam, error) {
	for name := range fields {
		if slices.Contains(alsoListed(), name) {
			delete(fields, name)
		}
	}
	data, err := json.Marshal(fields)
	if err != nil {
		return listedExam{}, err
	}
	var x listedExam
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err = d.Decode(&x)
	return x, err
}

// problemOf is a problem of encoding/json as the end of a sentence.
func problemOf(err error) string {
	if err == nil {
		return "it is null."
	}
	return strings.TrimPrefix(err.Error(), "json: ") + "."
}

func (x listedExam) registration() (model.ExamRegistration, error) {
	r := model.ExamRegistration{ContentID: x.ContentID, ExamChange: model.ExamChange{
		Name: x.ExamName, TimeLimitMins: x.TimeLimitMins, IsProctored: x.IsProctored, IsPracticeExam: x.IsPracticeExam,
		IsActive: x.IsActive, HideAfterDue: x.HideAfterDue, ExternalID: x.ExternalID, Backend: x.Backend,
	}}
	if x.DueDate != nil {
		due, err := time.Parse(time.RFC3339, *x.DueDate)
		if err != nil {
			return r, model.Errorf(model.CodeInvalid, "%q is not a valid due_date; write e.g. 2026-12-18T16:00:00Z.", *x.DueDate)
		}
		due = due.UTC()
		r.DueDate, r.SetDueDate = &due, true
	}
	return r, nil
}
