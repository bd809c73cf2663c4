package apiv1

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"examdesk/model"
)

// getOnboarding is where a learner stands with a course's onboarding.
func getOnboarding(c *call) (answer, error) {
	course, username := c.query("course_id"), c.query("username")
	if course == "" {
		return said(http.StatusBadRequest, "The parameter course_id is missing."), nil
	}
	if username != "" && username != c.actor.Username.Raw() {
		if err := c.store.MayInCourse(c.ctx(), model.DeedBrowse, course); err != nil {
			return answer{}, err
		}
	}
	exams, err := c.store.OnboardingExams(c.ctx(), course)
	if err != nil {
		return answer{}, err
	}
	if len(exams) == 0 {
		return said(http.StatusNotFound, "The course has no onboarding exam."), nil
	}
	if username == "" {
		username = c.actor.Username.Raw()
	}
	learner, err := c.store.LearnerNamed(c.ctx(), username)
	if err != nil {
		return answer{}, err
	}
	outline, err := c.store.Outline(c.ctx(), learner, course)
	if err != nil {
		return answer{}, err
	}
	choice, there := outline.Choose(exams, c.cfg.Clock())
	if !there {
		return said(http.StatusNotFound, "The learner has no access to the course's onboarding exam."), nil
	}
	return c.onboardingOf(learner, choice)
}

// onboardingShape is a learner's standing.
type onboardingShape struct {
	Status       *string `json:"onboarding_status"`
	Link         *string `json:"onboarding_link"`
	Expires      any     `json:"expiration_date"`
	PastDue      bool    `json:"onboarding_past_due"`
	ReleaseDate  *string `json:"onboarding_release_date"`
	Requirements string  `json:"review_requirements_url"`
}

func (c *call) onboardingOf(learner model.Learner, choice model.OnboardingChoice) (answer, error) {
	exam := choice.Exam
	course, backend := exam.CourseID.Raw(), c.cfg.Backends.Lookup(exam.Backend.Raw())
	out := onboardingShape{PastDue: choice.PastDue, Requirements: backend.HelpCenterArticleURL}
	if choice.Open {
		link := c.cfg.Site.ExamURL(course, exam.ContentID.Raw(), c.isTrue("is_learning_mfe"))
		out.Link = &link
	}
	if choice.Starts != nil {
		at := isoTime(*choice.Starts) + "+00:00"
		out.ReleaseDate = &at
	}
	state, err := c.store.OnboardingStatus(c.ctx(), course, learner.ID, exam.Backend.Raw())
	if err != nil {
		return answer{}, err
	}
	out.Status, out.Expires = orNil(string(state.Status)), momentOrNil(state.Expires)
	if !c.cfg.ProfileAPI {
		return ok(out)
	}
	profile, err := c.store.OnboardingProfile(c.ctx(), exam, learner.ID)
	switch {
	case err != nil && model.CodeOf(err) == model.CodeUnavailable:
		return ok(out) // what the attempts say stands
	case err != nil:
		return answer{}, err
	case profile == nil:
		return answer{status: http.StatusNotFound, body: "No onboarding status API for " + backend.VerboseName}, nil
	}
	out.Status, out.Expires = orNil(string(profile.LearnerStatus())), orNil(profile.Expires)
	return ok(out)
}

// onboardingLink is where a learner who waits for onboarding takes it, empty if
// that is nowhere.
func (c *call) onboardingLink(course string, inMFE bool) (string, error) {
	exams, err := c.store.OnboardingExams(c.ctx(), course)
	if err != nil || len(exams) == 0 {
		return "", err
	}
	self, err := c.store.Learner(c.ctx(), c.actor.ID)
	if err != nil {
		return "", err
	}
	outline, err := c.store.Outline(c.ctx(), self, course)
	if err != nil {
		return "", err
	}
	for _, exam := range exams {
		if outline.Standing(exam, c.cfg.Clock()) != model.SequenceHidden {
			return c.cfg.Site.ExamURL(course, exam.ContentID.Raw(), inMFE), nil
		}
	}
	return "", nil
}

// profileSwitch is the switch by which the board asks the service for its profiles
// (constants.ONBOARDING_PROFILE_INSTRUCTOR_DASHBOARD_API).
const profileSwitch = "edx_proctoring.onboarding_profile_instructor_dashboard_api"

// getCourseOnboarding is a page of the instructor's board.
func getCourseOnboarding(c *call) (answer, error) {
	if err := c.requireCourse(model.DeedBrowse); err != nil {
		return answer{}, err
	}
	fromProfiles, err := c.cfg.Switch(c.ctx(), profileSwitch)
	if err != nil {
		return answer{}, err
	}
	course := c.args["course_id"]
	q := model.BoardQuery{Course: course, Search: c.query("text_search"), FromProfiles: fromProfiles}
	if s := c.query("statuses"); s != "" {
		for _, one := range strings.Split(s, ",") {
			q.Statuses = append(q.Statuses, model.OnboardingStatus(one))
		}
	}
	rows, err := c.store.CourseOnboarding(c.ctx(), q)
	switch {
	case err != nil && model.CodeOf(err) == model.CodeNotFound:
		return said(http.StatusNotFound, "The course has no onboarding exam."), nil
	case err != nil && model.CodeOf(err) == model.CodeUnavailable:
		return said(http.StatusServiceUnavailable, model.Sentence(c.told(err, ""))), nil
	case err != nil:
		return answer{}, err
	}
	p := numbered(c.query("page"), len(rows), c.cfg.PerPage)
	w := p.window()
	results := rows[min(w.Offset, len(rows)):min(w.Offset+w.Limit, len(rows))]
	link := func(there bool, n int) *string {
		if !there {
			return nil
		}
		s := c.boardURL(course, q.Search, c.query("statuses"), n)
		return &s
	}
	return ok(ordered{
		{"count", len(rows)}, {"previous", link(p.hasPrevious(), p.number-1)}, {"next", link(p.hasNext(), p.number+1)}, {"num_pages", p.pages},
		{"results", shapeEach(results, shapeBoardRow)}, {"use_onboarding_profile_api", fromProfiles},
	})
}

func shapeBoardRow(r model.OnboardingRow) ordered {
	return ordered{
		{"username", r.Learner.Username.Raw()}, {"enrollment_mode", r.Mode}, {"status", orNil(string(r.Status))}, {"modified", momentOrNil(r.Modified)},
	}
}

func (c *call) boardURL(course, search, statuses string, n int) string {
	query := []string{}
	if search != "" {
		query = append(query, "text_search="+url.QueryEscape(search))
	}
	if statuses != "" {
		query = append(query, "statuses="+url.QueryEscape(statuses))
	}
	query = append(query, "page="+strconv.Itoa(n))
	return c.cfg.Site.BoardURL(course) + "?" + strings.Join(query, "&")
}
