package apiv1

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"examdesk/model"
)

// getAllowances are a course's allowances.
func getAllowances(c *call) (answer, error) {
	if err := c.requireCourse(model.DeedBrowse); err != nil {
		return answer{}, err
	}
	course, there := c.args["course_id"]
	if !there {
		return answer{}, badInput("Say of which course: …/proctored_exam/COURSE/allowance.")
	}
	list, err := c.store.CourseAllowances(c.ctx(), course)
	if err != nil {
		return answer{}, err
	}
	return ok(shapeEach(list, shapeAllowance))
}

// getGroupedAllowances are a course's allowances by learner.
func getGroupedAllowances(c *call) (answer, error) {
	if err := c.requireCourse(model.DeedBrowse); err != nil {
		return answer{}, err
	}
	list, err := c.store.CourseAllowances(c.ctx(), c.args["course_id"])
	if err != nil {
		return answer{}, err
	}
	at, groups, out := map[string]int{}, [][]allowanceShape{}, ordered{}
	for _, g := range list {
		name := g.Learner.Username.Raw()
		i, has := at[name]
		if !has {
			i = len(out)
			at[name] = i
			out, groups = append(out, field{name: name}), append(groups, nil)
		}
		groups[i] = append(groups[i], shapeAllowance(g))
	}
	for i := range out {
		out[i].value = groups[i]
	}
	return ok(out)
}

// putAllowance grants a learner something for an exam. user_info is a user's id
// where it is a number, else a username or an e-mail.
func putAllowance(c *call) (answer, error) {
	if err := c.requireCourse(model.DeedGrant); err != nil {
		return answer{}, err
	}
	if err := c.nothingNamed(); err != nil {
		return answer{}, err
	}
	fields, err := c.fields()
	if err != nil {
		return answer{}, err
	}
	user, err := userInfo(fields["user_info"])
	if err != nil {
		return answer{}, err
	}
	key, is := pythonText(fields["key"])
	if !is {
		return answer{}, badInput("key must be text.")
	}
	value, err := granted(key, fields["value"])
	if err != nil {
		return answer{}, err
	}
	exam, err := number("exam_id", fields["exam_id"])
	if err != nil {
		return answer{}, err
	}
	_, err = c.store.AddAllowance(c.ctx(), exam, user, key, value)
	return answer{status: http.StatusOK}, err
}

// userInfo is whom user_info names: a whole number is a user's id, whatever else there
// is a username or an e-mail.
func userInfo(v any) (user model.UserRef, err error) {
	n, isNumber := v.(json.Number)
	_, isBool := v.(bool)
	if isBool || isNumber && !strings.ContainsAny(n.String(), ".eE") {
		user.ID, err = number("user_info", v)
		return user, err
	}
	name, is := pythonText(v)
	if !is {
		return user, badInput("user_info must be a username, an e-mail or a user's id.")
	}
	return model.UserRef{Name: name}, nil
}

// deleteAllowance removes what a learner was granted under a key.
func deleteAllowance(c *call) (answer, error) {
	if err := c.requireCourse(model.DeedGrant); err != nil {
		return answer{}, err
	}
	if err := c.nothingNamed(); err != nil {
		return answer{}, err
	}
	fields, err := c.fields()
	if err != nil {
		return answer{}, err
	}
	if fields["exam_id"] == nil || fields["user_id"] == nil {
		return answer{status: http.StatusOK}, nil // nobody's: there is nothing to remove
	}
	exam, err := number("exam_id", fields["exam_id"])
	if err != nil {
		return answer{}, err
	}
	user, err := number("user_id", fields["user_id"])
	if err != nil {
		return answer{}, err
	}
	key, is := pythonText(fields["key"])
	if !is {
		return answer{status: http.StatusOK}, nil // no row has such a key
	}
	_, err = c.store.RemoveAllowance(c.ctx(), exam, user, key)
	return answer{status: http.StatusOK}, err
}

// putAllowances grants several learners the same for several exams. With no
// success the answer blames the learners, whatever was wrong, as the original's does.
func putAllowances(c *call) (answer, error) {
	if err := c.requireCourse(model.DeedGrant); err != nil {
		return answer{}, err
	}
	b, err := c.bulk()
	if err != nil {
		return answer{}, err
	}
	results, _, err := c.store.AddAllowances(c.ctx(), b)
	if err != nil {
		if model.CodeOf(err) == model.CodeInvalid {
			return answer{status: http.StatusBadRequest, body: wrongField{"Enter a valid positive value number", "allowance_value"}}, nil
		}
		return answer{}, err
	}
	failures := 0
	for _, r := range results {
		if r.Err != nil {
			failures++
		}
	}
	switch {
	case failures == len(results):
		return answer{status: http.StatusBadRequest, body: wrongField{"Enter a valid username or email", "user_info"}}, nil
	case failures > 0:
		return answer{status: http.StatusMultiStatus, body: shapeEach(results, shapePair)}, nil
	}
	return answer{status: http.StatusOK}, nil
}

type wrongField struct {
	Detail string `json:"detail"`
	Field  string `json:"field"`
}

func shapePair(r model.PairResult) ordered {
	return ordered{{"exam_id", strconv.FormatInt(r.ExamID, 10)}, {"user_id", r.User.Name}}
}

// bulk is what a body asks for many: exam_ids and user_ids are texts with commas.
func (c *call) bulk() (b model.BulkAllowance, err error) {
	fields, err := c.fields()
	if err != nil {
		return b, err
	}
	exams, err := listed(fields, "exam_ids")
	if err != nil {
		return b, err
	}
	users, err := listed(fields, "user_ids")
	if err != nil {
		return b, err
	}
	for _, e := range exams {
		id, err := number("exam_ids", e)
		if err != nil {
			return b, err
		}
		b.ExamIDs = append(b.ExamIDs, id)
	}
	for _, u := range users {
		b.Users = append(b.Users, model.UserRef{Name: u})
	}
	if len(exams) == 0 || len(users) == 0 {
		return b, nil // nothing is asked for, and nothing of the rest is looked at
	}
	kind, is := pythonText(fields["allowance_type"])
	if !is {
		return b, badInput("allowance_type must be text.")
	}
	b.Type = kind
	if v, is := fields["value"].(bool); is && b.Type == model.AllowanceTimeMultiplier {
		b.Value = map[bool]string{true: "1", false: "0"}[v]
		return b, nil
	}
	b.Value, err = granted(b.Type, fields["value"])
	return b, err
}

// granted is the value of an allowance as text. Minutes must be text; of other
// kinds the original takes whatever can be written.
func granted(kind string, v any) (string, error) {
	value, is := pythonText(v)
	if _, isText := v.(string); !is || !isText && model.IsAdditionalTime(kind) {
		return "", badInput("value must be text.")
	}
	return value, nil
}

// listed are the parts of a text with commas, without blanks.
func listed(fields map[string]any, name string) ([]string, error) {
	v, there := fields[name]
	if !there {
		return nil, nil
	}
	s, is := v.(string)
	if !is {
		return nil, badInput("%s must be a text with commas.", name)
	}
	return strings.FieldsFunc(strings.Join(strings.Fields(s), ""), func(r rune) bool { return r == ',' }), nil
}
