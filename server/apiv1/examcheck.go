package apiv1

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"examdesk/model"
)

// rule is how a field of an exam is checked.
type rule struct {
	name     string
	check    func(any) string
	required bool
	nullable bool
	truth    bool
}

// examRules are those of serializers.ProctoredExamSerializer, or of
// ProctoredExamRegistrationSerializer, in the order of their fields.
func examRules(whole bool) []rule {
	return []rule{
		{name: "id", check: checkNumber},
		{name: "course_id", check: checkText, required: true},
		{name: "content_id", check: checkText, required: true},
		{name: "external_id", check: checkText, required: whole, nullable: !whole},
		{name: "exam_name", check: checkText, required: true},
		{name: "time_limit_mins", check: checkNumber, required: true},
		{name: "is_proctored", check: checkTruth, required: true, truth: true},
		{name: "is_practice_exam", check: checkTruth, required: true, truth: true},
		{name: "is_active", check: checkTruth, required: true, truth: true},
		{name: "due_date", check: checkTime, nullable: !whole},
		{name: "hide_after_due", check: checkTruth, required: true, truth: true},
		{name: "backend", check: checkText},
	}
}

// checkExam is what is wrong with an exam, by field; nothing if all is well.
func checkExam(v any, whole, isForm bool) ordered {
	fields, is := v.(map[string]any)
	if !is {
		return ordered{{"non_field_errors", []string{"Invalid data. Expected a dictionary, but got " + pythonType(v) + "."}}}
	}
	out := ordered{}
	for _, r := range examRules(whole) {
		value, there := fields[r.name]
		wrong := ""
		switch {
		case !there && r.required && isForm && r.truth: // a box that is not ticked
		case !there && r.required:
			wrong = "This field is required."
		case !there, value == nil && r.nullable:
		case value == nil:
			wrong = "This field may not be null."
		default:
			wrong = r.check(value)
		}
		if wrong != "" {
			out = append(out, field{r.name, []string{wrong}})
		}
	}
	return out
}

func checkText(v any) string {
	switch v := v.(type) {
	case string:
		if strings.TrimSpace(v) == "" {
			return "This field may not be blank."
		}
		if strings.ContainsRune(v, 0) {
			return "Null characters are not allowed."
		}
		return ""
	case json.Number:
		return ""
	}
	return "Not a valid string."
}

var decimalPart = regexp.MustCompile(`\.0*\s*$`)

func checkNumber(v any) string {
	s := ""
	switch v := v.(type) {
	case string:
		s = v
	case json.Number:
		s = v.String()
	default:
		return "A valid integer is required."
	}
	if _, err := strconv.ParseInt(digits(decimalPart.ReplaceAllString(s, "")), 10, 64); err != nil {
		return "A valid integer is required."
	}
	return ""
}

func checkTruth(v any) string {
	if _, is := truth(v); !is {
		return "Must be a valid boolean."
	}
	return ""
}

// truth is a value as the original's BooleanField reads it.
func truth(v any) (value, valid bool) {
	s := ""
	switch v := v.(type) {
	case bool:
		return v, true
	case string:
		s = v
	case json.Number:
		s = v.String()
	}
	switch s {
	case "t", "T", "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "1", "1.0":
		return true, true
	case "f", "F", "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", "0", "0.0":
		return false, true
	}
	return false, false
}

// wrongTime is Django REST framework's sentence for what is not a time.
const wrongTime = "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."

// pythonType is the name of a value's type as Python has it.
func pythonType(v any) string {
	switch v := v.(type) {
	case nil:
		return "NoneType"
	case bool:
		return "bool"
	case string:
		return "str"
	case []any:
		return "list"
	case map[string]any:
		return "dict"
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return "float"
		}
	}
	return "int"
}

func checkTime(v any) string {
	s, is := v.(string)
	if !is {
		return wrongTime
	}
	if _, err := parseTime(s); err != nil {
		return wrongTime
	}
	return ""
}

// parseTime reads a time as Django does; one without a zone is in UTC.
func parseTime(s string) (time.Time, error) {
	var last error
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02 15:04"} {
		t, err := time.Parse(layout, s)
		if err == nil {
			return t.UTC(), nil
		}
		last = err
	}
	return time.Time{}, last
}

// examChange is what a body says of an exam, with the values as they came: the
// original checks them and then takes the raw ones, which its database refuses
// unless they are what they should be. withDates takes the fields of a registration.
func examChange(fields map[string]any, withDates bool) (model.ExamChange, error) {
	var c model.ExamChange
	var err error
	take := func(f func() error) {
		if err == nil {
			err = f()
		}
	}
	take(func() error { return takeText(fields, "exam_name", &c.Name) })
	take(func() error { return takeText(fields, "external_id", &c.ExternalID) })
	take(func() error { return takeMinutes(fields, &c.TimeLimitMins) })
	for name, into := range map[string]**bool{
		"is_proctored": &c.IsProctored, "is_practice_exam": &c.IsPracticeExam, "is_active": &c.IsActive, "hide_after_due": &c.HideAfterDue,
	} {
		take(func() error { return takeTruth(fields, name, into) })
	}
	if withDates {
		take(func() error { return takeText(fields, "backend", &c.Backend) })
		take(func() error { return takeDue(fields, &c) })
	}
	return c, err
}

func takeText(fields map[string]any, name string, into **string) error {
	switch v := fields[name].(type) {
	case nil:
		return nil
	case string:
		*into = &v
		return nil
	case json.Number:
		s := v.String()
		*into = &s
		return nil
	}
	return badInput("%s must be text.", name)
}

func takeMinutes(fields map[string]any, into **int) error {
	v := fields["time_limit_mins"]
	if v == nil {
		return nil
	}
	n, err := number("time_limit_mins", v)
	if err != nil {
		return err
	}
	minutes := int(n)
	*into = &minutes
	return nil
}

func takeTruth(fields map[string]any, name string, into **bool) error {
	v := fields[name]
	if v == nil {
		return nil
	}
	value, valid := columnTruth(v)
	if !valid {
		return badInput("%s must be true or false.", name)
	}
	*into = &value
	return nil
}

// columnTruth is a value as a BooleanField of Django's models takes it, which is
// stricter than the check before it.
func columnTruth(v any) (value, valid bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case json.Number:
		f, err := v.Float64()
		return f == 1, err == nil && (f == 0 || f == 1)
	case string:
		switch v {
		case "t", "True", "1":
			return true, true
		case "f", "False", "0":
			return false, true
		}
	}
	return false, false
}

func takeDue(fields map[string]any, c *model.ExamChange) error {
	v := fields["due_date"]
	if v == nil {
		return nil
	}
	s, err := text("due_date", v)
	if err != nil {
		return err
	}
	at, err := parseTime(s)
	if err != nil {
		return badInput("due_date is not a date and time.")
	}
	c.DueDate, c.SetDueDate = &at, true
	return nil
}
