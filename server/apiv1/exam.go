package apiv1

import (
	"maps"
	"net/http"
	"slices"

	"examdesk/model"
)

// getExam reads an exam, or the active ones of a course.
func getExam(c *call) (answer, error) {
	if id, there := c.args["exam_id"]; there {
		n, err := number("exam_id", id)
		if err != nil {
			return answer{}, err
		}
		exam, err := c.store.Exam(c.ctx(), n)
		if err != nil {
			return answer{}, err
		}
		return ok(shapeExam(exam))
	}
	course, there := c.args["course_id"]
	if !there {
		return answer{}, badInput("Say which exam: …/exam/exam_id/ID, or …/exam/course_id/COURSE.")
	}
	if content, there := c.args["content_id"]; there {
		exam, err := c.store.ExamByContent(c.ctx(), course, content)
		if err != nil {
			return answer{}, err
		}
		return ok(shapeExam(exam))
	}
	exams, err := c.store.CourseExams(c.ctx(), course, true)
	if err != nil {
		return answer{}, err
	}
	return ok(shapeEach(exams, shapeExam))
}

// noData is Django REST framework's sentence for a body that is null.
const noData = "No data provided"

type examID struct {
	ID int64 `json:"exam_id"`
}

// nothingNamed refuses what names an exam or a course in its address and again in its
// body: edx-proctoring has no such call, and fails.
func (c *call) nothingNamed() error {
	if len(c.args) > 0 {
		return badInput("Send this to the address without an id or a course: the body names them.")
	}
	return nil
}

// postExam creates an exam. What is asked for is checked as the original's
// serializer checks it, and then taken as it came.
func postExam(c *call) (answer, error) {
	if err := c.store.MayInCourse(c.ctx(), model.DeedCreateExam, ""); err != nil {
		return answer{}, err
	}
	if err := c.nothingNamed(); err != nil {
		return answer{}, err
	}
	d, err := c.data()
	if err != nil {
		return answer{}, err
	}
	if d.value == nil {
		return answer{status: http.StatusBadRequest, body: ordered{{"non_field_errors", []string{noData}}}}, nil
	}
	wrong := checkExam(d.value, true, d.isForm)
	if len(wrong) == 0 {
		if err := c.checkUnique(d, &wrong); err != nil {
			return answer{}, err
		}
	}
	if len(wrong) > 0 {
		return answer{status: http.StatusBadRequest, body: wrong}, nil
	}
	fields, err := d.fields()
	if err != nil {
		return answer{}, err
	}
	change, err := examChange(fields, false)
	if err != nil {
		return answer{}, err
	}
	course, err := written("course_id", fields["course_id"])
	if err != nil {
		return answer{}, err
	}
	content, err := written("content_id", fields["content_id"])
	if err != nil {
		return answer{}, err
	}
	exam := change.Apply(model.Exam{CourseID: model.Text(course), ContentID: model.Text(content)})
	id, _, err := c.store.CreateExam(c.ctx(), exam)
	if err != nil {
		return answer{}, err
	}
	return ok(examID{id})
}

// checkUnique refuses a second exam of a course's block, among the errors of the
// fields.
func (c *call) checkUnique(d data, wrong *ordered) error {
	fields, err := d.fields()
	if err != nil {
		return err
	}
	course, _ := fields["course_id"].(string)
	content, _ := fields["content_id"].(string)
	_, err = c.store.ExamByContent(c.ctx(), course, content)
	switch {
	case err == nil:
		*wrong = ordered{{"non_field_errors", []string{"The fields course_id, content_id must make a unique set."}}}
		return nil
	case model.CodeOf(err) == model.CodeNotFound:
		return nil
	}
	return err
}

// putExam changes an exam, as far as the body says.
func putExam(c *call) (answer, error) {
	if err := c.store.MayInCourse(c.ctx(), model.DeedSetExam, ""); err != nil {
		return answer{}, err
	}
	if err := c.nothingNamed(); err != nil {
		return answer{}, err
	}
	fields, err := c.fields()
	if err != nil {
		return answer{}, err
	}
	id, err := number("exam_id", fields["exam_id"])
	if err != nil {
		return answer{}, err
	}
	if _, err := c.store.Exam(c.ctx(), id); err != nil {
		return answer{}, err
	}
	change, err := examChange(fields, false)
	if err != nil {
		return answer{}, err
	}
	if _, err := c.store.UpdateExam(c.ctx(), id, change); err != nil {
		return answer{}, err
	}
	return ok(examID{id})
}

// patchExams makes a course's exams what a list says.
func patchExams(c *call) (answer, error) {
	if err := c.store.MayInCourse(c.ctx(), model.DeedRegisterExams, ""); err != nil {
		return answer{}, err
	}
	d, err := c.data()
	if err != nil {
		return answer{}, err
	}
	list, is := d.value.([]any)
	if !is {
		sentence := `Expected a list of items but got type "` + pythonType(d.value) + `".`
		if d.value == nil {
			sentence = noData
		}
		return answer{status: http.StatusUnprocessableEntity, body: ordered{{"non_field_errors", []string{sentence}}}}, nil
	}
	var registrations []model.ExamRegistration
	var errors []any
	bad := false
	for _, v := range list {
		if v == nil {
			errors, bad = append(errors, []string{"This field may not be null."}), true
			continue
		}
		wrong := checkExam(v, false, false)
		bad = bad || len(wrong) > 0
		errors = append(errors, wrong)
	}
	if bad {
		return answer{status: http.StatusUnprocessableEntity, body: errors}, nil
	}
	for _, v := range list {
		fields, _ := v.(map[string]any)
		content, err := written("content_id", fields["content_id"])
		if err != nil {
			return answer{}, err
		}
		change, err := examChange(fields, true)
		if err != nil {
			return answer{}, err
		}
		if err := c.checkService(change); err != nil {
			return answer{}, err
		}
		registrations = append(registrations, model.ExamRegistration{ContentID: content, ExamChange: change})
	}
	ids, _, err := c.store.RegisterExams(c.ctx(), c.args["course_id"], registrations)
	if err != nil {
		return answer{}, err
	}
	return ok(shapeEach(ids, func(id int64) examID { return examID{id} }))
}

// checkService refuses a proctored exam at a service that is not configured.
func (c *call) checkService(change model.ExamChange) error {
	if change.Backend == nil || change.IsProctored == nil || !*change.IsProctored {
		return nil
	}
	if _, known := c.cfg.Backends.Named(*change.Backend); !known {
		return badInput("The proctoring service %s is not configured.", *change.Backend)
	}
	return nil
}

// getReviewPolicy reads an exam's review policy.
func getReviewPolicy(c *call) (answer, error) {
	id, err := number("exam_id", c.args["exam_id"])
	if err != nil {
		return answer{}, err
	}
	type shape struct {
		Policy *string `json:"review_policy"`
	}
	policy, err := c.store.ReviewPolicy(c.ctx(), id)
	if model.CodeOf(err) == model.CodeNotFound && err != nil {
		return ok(shape{})
	}
	if err != nil {
		return answer{}, err
	}
	words := policy.Text.Raw()
	return ok(shape{&words})
}

// getSettings reads what a learner's page is told of an exam's proctoring.
func getSettings(c *call) (answer, error) {
	id, err := number("exam_id", c.args["exam_id"])
	if err != nil {
		return answer{}, err
	}
	s, err := c.store.ProctoringSettings(c.ctx(), id)
	switch {
	case err != nil && model.CodeOf(err) == model.CodeUnsupported:
		return answer{status: http.StatusInternalServerError, body: detail("")}, nil // exceptions.BackendProviderNotConfigured
	case err != nil:
		return answer{}, err
	}
	links := ordered{}
	for _, l := range s.LinkURLs {
		links = append(links, field{l.Name, l.URL})
	}
	out := ordered{{"platform_name", s.PlatformName}, {"contact_us", s.ContactEmail}, {"link_urls", links}}
	service := s.Service
	if service == nil {
		return ok(append(out, field{"exam_proctoring_backend", empty{}}))
	}
	return ok(append(out, field{"exam_proctoring_backend", shapeConfig(service.Config)}, field{"provider_tech_support_email", service.TechSupportEmail},
		field{"provider_tech_support_phone", service.TechSupportPhone}, field{"provider_name", service.Name},
		field{"learner_notification_from_email", service.NotificationFromEmail},
		field{"integration_specific_email", service.IntegrationSpecificEmail}, field{"proctoring_escalation_email", orNil(service.EscalationEmail)}))
}

// shapeConfig is what a service says of itself, nil where it says nothing; its own
// fields come after those that all services have.
func shapeConfig(about map[string]any) any {
	if about == nil {
		return nil
	}
	known := []string{"download_url", "name", "rules", "instructions"}
	out := ordered{}
	for _, name := range known {
		if v, there := about[name]; there {
			out = append(out, field{name, v})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(about)) {
		if !slices.Contains(known, name) {
			out = append(out, field{name, about[name]})
		}
	}
	return out
}
