package apiv1

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"examdesk/model"
)

// data is the body of a request, read: JSON, or a form whose values are all text.
type data struct {
	value any
	// raw is the body as JSON.
	raw    []byte
	isForm bool
}

// maxParts is how many parts a form may have.
const maxParts = 1000

// data reads the body when it is first asked for, as the original does.
func (c *call) data() (data, error) {
	if c.parsed != nil {
		return *c.parsed, nil
	}
	d, err := readData(c.r)
	if err == nil {
		c.parsed = &d
	}
	return d, err
}

func readData(r *http.Request) (data, error) {
	body, err := readBody(r)
	if err != nil {
		return data{}, err
	}
	if len(body) == 0 {
		return data{value: map[string]any{}, raw: []byte("{}")}, nil
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "application/json":
		if set := params["charset"]; set != "" && !strings.EqualFold(set, "utf-8") {
			return data{}, badInput("The body must be in UTF-8.")
		}
		return readJSON(body)
	case err == nil && kind == "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(body))
		if err != nil {
			return data{}, badInput("The form cannot be read.")
		}
		return formData(values), nil
	case err == nil && kind == "multipart/form-data":
		return readMultipart(body, params["boundary"])
	}
	return data{}, fail(http.StatusUnsupportedMediaType, detail("The body must be application/json or a form."))
}

func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, fail(http.StatusRequestEntityTooLarge, detail("The body is larger than "+strconv.FormatInt(large.Limit, 10)+" bytes."))
	case err != nil:
		return nil, badInput("The body did not arrive whole.")
	}
	return body, nil
}

func readJSON(body []byte) (data, error) {
	if !utf8.Valid(body) {
		return data{}, badInput("The body is not valid UTF-8.")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return data{}, badInput("The body is not valid JSON.")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return data{}, badInput("The body holds more than one JSON value.")
	}
	return data{value: v, raw: body}, nil
}

func formData(values url.Values) data {
	out := map[string]any{}
	for name, list := range values {
		if len(list) > 0 {
			out[name] = list[len(list)-1]
		}
	}
	return data{value: out, raw: encode(out), isForm: true}
}

func readMultipart(body []byte, boundary string) (data, error) {
	values := url.Values{}
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return formData(values), nil
		}
		if err != nil || n == maxParts {
			return data{}, badInput("The form cannot be read.")
		}
		text, err := io.ReadAll(part)
		if err != nil || !utf8.Valid(text) {
			return data{}, badInput("The form cannot be read.")
		}
		if part.FileName() == "" {
			values.Add(part.FormName(), string(text))
		}
	}
}

// fields are the body's, which must be an object.
func (d data) fields() (map[string]any, error) {
	if m, is := d.value.(map[string]any); is {
		return m, nil
	}
	return nil, badInput("The body must be a JSON object.")
}

// fields are those of the body.
func (c *call) fields() (map[string]any, error) {
	d, err := c.data()
	if err != nil {
		return nil, err
	}
	return d.fields()
}

// isTruthy reports whether Python takes a value for true.
func isTruthy(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case json.Number:
		f, err := v.Float64()
		return err != nil || f != 0
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return true
}

// number is a value as Python's int makes it: text with digits of any script
// around which blanks may stand, a number cut to a whole one, a truth value. nil
// is a number that is not there, and so is one that no row can have.
func number(name string, v any) (int64, error) {
	switch v := v.(type) {
	case nil:
		return 0, nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n, nil
		}
		if f, err := v.Float64(); err == nil && f > -1e15 && f < 1e15 {
			return int64(f), nil
		}
	case string:
		if n, err := strconv.ParseInt(digits(v), 10, 64); err == nil {
			return n, nil
		}
	}
	return 0, badInput("%s must be a number.", name)
}

// digits is text with its digits as ASCII has them, without blanks around.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if d, is := digit(r); is {
			return d
		}
		return r
	}, strings.TrimSpace(s))
}

// digit is a decimal digit of any script as ASCII has it. The digits of a script
// stand together, in order, beginning with its zero.
func digit(r rune) (rune, bool) {
	if r < utf8.RuneSelf || !unicode.Is(unicode.Nd, r) {
		return r, r >= '0' && r <= '9'
	}
	for zero := r; ; zero-- {
		if !unicode.Is(unicode.Nd, zero-1) || (r-zero) == 9 {
			return '0' + (r-zero)%10, true
		}
	}
}

// text is a value that must be text, empty if it is not there.
func text(name string, v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	}
	return "", badInput("%s must be text.", name)
}

// written is text, or a number as it is written.
func written(name string, v any) (string, error) {
	if n, is := v.(json.Number); is {
		return n.String(), nil
	}
	return text(name, v)
}

// flag is a value that the original compares with the word true: text.
func flag(fields map[string]any, name string) (bool, error) {
	v, there := fields[name]
	if !there {
		return false, nil
	}
	s, is := v.(string)
	if !is {
		return false, badInput(`%s must be the text "true" or "false".`, name)
	}
	return strings.EqualFold(s, "true"), nil
}

// requireCourse refuses who may not do a deed in the course that a request is
// about: the body's, the address's, or that of the exam or attempt (edx-proctoring
// 6.1.4, views.require_course_or_global_staff).
func (c *call) requireCourse(deed model.Deed) error {
	course, err := c.courseAskedFor()
	if err != nil {
		return err
	}
	return c.store.MayInCourse(c.ctx(), deed, course)
}

func (c *call) courseAskedFor() (string, error) {
	fields, err := c.fields()
	if err != nil {
		return "", err
	}
	pick := func(name string) any {
		if v := fields[name]; isTruthy(v) {
			return v
		}
		if v, there := c.args[name]; there {
			return v
		}
		return nil
	}
	if v := pick("course_id"); v != nil {
		course, _ := v.(string) // no course has a key that is not text
		return course, nil
	}
	if c.actor.IsStaff {
		return "", nil
	}
	if v := pick("exam_id"); v != nil {
		id, err := number("exam_id", v)
		if err != nil {
			return "", err
		}
		exam, err := c.store.Exam(c.ctx(), id)
		return exam.CourseID.Raw(), err
	}
	if v, there := c.args["attempt_id"]; there {
		id, err := number("attempt_id", v)
		if err != nil {
			return "", err
		}
		row, err := c.store.AttemptAsItStands(c.ctx(), id)
		return row.Exam.CourseID.Raw(), err
	}
	return "", nil
}
