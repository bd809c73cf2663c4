package apiv1

import (
	"net/http"
	"strings"

	"examdesk/model"
)

// recordingSwitch is the switch by which a link leads to a recording
// (constants.REDS_API_REDIRECT).
const recordingSwitch = "edx_proctoring.reds_api_redirect"

// getDashboard leads to the dashboard of the course's proctoring service, or of an
// exam there.
func getDashboard(c *call) (answer, error) {
	if err := c.requireCourse(model.DeedBrowse); err != nil {
		return answer{}, err
	}
	exam, i, found, err := c.dashboardExam()
	if err != nil || found != nil {
		if found != nil {
			return *found, nil
		}
		return answer{}, err
	}
	if i.Backend == "" {
		return framed("No proctored exams in course " + c.args["course_id"]), nil
	}
	backend := c.cfg.Backends.Lookup(i.Backend)
	if i.Recording, err = c.cfg.Switch(c.ctx(), recordingSwitch); err != nil {
		return answer{}, err
	}
	url, err := c.store.DashboardURL(c.ctx(), exam, i)
	if err != nil {
		return answer{}, err
	}
	if url == "" {
		return framed("No instructor dashboard for " + backend.VerboseName), nil
	}
	return answer{status: http.StatusFound, location: url}, nil
}

// backendOf is the name of an exam's service, empty if it has none.
func (c *call) backendOf(exam model.Exam) string {
	if b := c.cfg.Backends.Resolve(exam); b != nil {
		return b.Name
	}
	return ""
}

func framed(sentence string) answer {
	return answer{status: http.StatusNotFound, body: sentence, framed: true}
}

// dashboardExam is the exam of the address, or the last of the course's proctored
// exams; an answer where there is none, or where they are not all at one service.
func (c *call) dashboardExam() (exam model.Exam, i model.Instructor, other *answer, err error) {
	if id, there := c.args["exam_id"]; there {
		n, err := number("exam_id", id)
		if err != nil {
			return exam, i, nil, err
		}
		exam, err = c.store.Exam(c.ctx(), n)
		i = model.Instructor{Backend: c.backendOf(exam), OfExam: true, AttemptExternalID: c.query("attempt"), Configuration: strings.EqualFold(c.query("config"), "true")}
		return exam, i, nil, err
	}
	exams, err := c.store.CourseExams(c.ctx(), c.args["course_id"], true)
	if err != nil {
		return exam, i, nil, err
	}
	if len(exams) == 0 {
		none := framed("No exams in course " + c.args["course_id"] + ".")
		return exam, i, &none, nil
	}
	service := ""
	for _, e := range exams {
		exam = e
		if !e.IsProctored {
			continue
		}
		if service != "" && service != e.Backend.Raw() {
			several := answer{status: http.StatusBadRequest, body: "Multiple backends for course " + c.args["course_id"] + " " + service + " != " + e.Backend.Raw()}
			return exam, i, &several, nil
		}
		service, i.Backend = e.Backend.Raw(), c.backendOf(e)
	}
	return exam, i, nil, nil
}
