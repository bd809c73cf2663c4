package apiv1

import (
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"examdesk/model"
)

// getAttempt reads the requester's own attempt, with the time that is left.
func getAttempt(c *call) (answer, error) {
	row, err := c.attempt()
	if err != nil {
		return answer{}, err
	}
	if row.Learner.ID != c.actor.ID {
		return answer{}, notYours()
	}
	left := row.Attempt.Remaining(c.cfg.Clock().UTC().Truncate(time.Microsecond))
	shape := shapeAttempt(row)
	shape.TimeRemaining = seconds(left)
	spoken := "you have less than a minute remaining"
	if left >= time.Minute {
		spoken = "you have " + model.HumanizedMinutes(int(math.RoundToEven(left.Minutes()))) + " remaining"
	}
	return ok(struct {
		attemptShape
		Spoken string `json:"accessibility_time_string"`
	}{shape, spoken})
}

// attempt is that of the address, timed out if its time is over.
func (c *call) attempt() (model.AttemptRow, error) {
	id, err := number("attempt_id", c.args["attempt_id"])
	if err != nil {
		return model.AttemptRow{}, err
	}
	row, _, err := c.store.Attempt(c.ctx(), id)
	return row, err
}

func notYours() error {
	return model.Errorf(model.CodeDenied, "The attempt is another learner's.")
}

type attemptID struct {
	ID any `json:"exam_attempt_id"`
}

// putAttempt does what an action says to the requester's own attempt. Staff of the
// course may let another learner resume.
func putAttempt(c *call) (answer, error) {
	fields, action, err := c.action()
	if err != nil {
		return answer{}, err
	}
	row, err := c.attempt()
	if err != nil {
		return answer{}, err
	}
	user := c.actor.ID
	if other := fields["user_id"]; isTruthy(other) {
		if action != "mark_ready_to_resume" {
			return answer{}, notYours()
		}
		if err := c.store.MayInCourse(c.ctx(), model.DeedResume, row.Exam.CourseID.Raw()); err != nil {
			return answer{}, err
		}
		if user, err = number("user_id", other); err != nil {
			return answer{}, err
		}
	}
	if row.Learner.ID != user {
		return answer{}, notYours()
	}
	id, err := c.act(action, row)
	if err != nil {
		return answer{}, err
	}
	return ok(attemptID{id})
}

// actions are those of an attempt.
var actions = []string{"stop", "start", "submit", "click_download_software", "decline", "error", "reset_attempt", "mark_ready_to_resume"}

// action is the body with the action that it asks for. It is read before the attempt
// is, which may end it: where the original fails, nothing may be left behind. An attempt
// that does not exist, or is another learner's, is refused as such.
func (c *call) action() (map[string]any, string, error) {
	id, err := number("attempt_id", c.args["attempt_id"])
	if err != nil {
		return nil, "", err
	}
	row, err := c.store.AttemptAsItStands(c.ctx(), id)
	if err != nil {
		return nil, "", err
	}
	fields, err := c.fields()
	if err != nil {
		return nil, "", err
	}
	action, _ := fields["action"].(string)
	if !slices.Contains(actions, action) && row.Learner.ID == c.actor.ID && !isTruthy(fields["user_id"]) {
		return nil, "", badInput("The action must be one of %s.", strings.Join(actions, ", "))
	}
	return fields, action, nil
}

// act carries an action out and returns the id that is answered, false where
// nothing was done.
func (c *call) act(action string, row model.AttemptRow) (any, error) {
	id, ctx := row.Attempt.ID, c.ctx()
	to := func(s model.AttemptStatus) (any, error) {
		_, err := c.store.UpdateAttemptStatus(ctx, id, s, model.TransitionOptions{})
		return id, err
	}
	switch action {
	case "stop":
		return to(model.ReadyToSubmit)
	case "start":
		started, _, err := c.store.StartAttempt(ctx, row.Exam.ID, row.Learner.ID)
		return started, err
	case "submit":
		return to(model.Submitted)
	case "click_download_software":
		return to(model.DownloadSoftwareClicked)
	case "decline":
		return to(model.Declined)
	case "error":
		return c.reportError(row)
	case "reset_attempt":
		fresh, _, err := c.store.ResetPracticeExam(ctx, row.Exam.ID, row.Learner.ID, c.person())
		return fresh, err
	case "mark_ready_to_resume":
		return id, c.store.MarkReadyToResume(ctx, id)
	}
	return nil, badInput("The action must be one of %s.", strings.Join(actions, ", "))
}

// person is the requester as a learner.
func (c *call) person() *model.Learner {
	return &model.Learner{ID: c.actor.ID, Username: c.actor.Username, FullName: c.actor.FullName}
}

// reportError takes a learner's page's word that the proctoring software does not
// answer. Where a switch of the platform says so the learner goes on all the same.
func (c *call) reportError(row model.AttemptRow) (any, error) {
	passes := false
	if name := row.Exam.Backend.Raw(); name != "" {
		var err error
		if passes, err = c.cfg.Switch(c.ctx(), "edx_proctoring."+name+"_ping_failure_passthrough"); err != nil {
			return nil, err
		}
	}
	if passes || row.Attempt.Status == model.Submitted {
		return false, nil
	}
	id := row.Attempt.ID
	left := int(row.Attempt.Remaining(c.cfg.Clock()).Seconds())
	if err := c.store.UpdateAttempt(c.ctx(), id, model.AttemptChange{TimeRemainingSeconds: &left}); err != nil {
		return nil, err
	}
	_, err := c.store.UpdateAttemptStatus(c.ctx(), id, model.Errored, model.TransitionOptions{})
	return id, err
}

// deleteAttempt removes an attempt.
func deleteAttempt(c *call) (answer, error) {
	if err := c.requireCourse(model.DeedRemove); err != nil {
		return answer{}, err
	}
	row, err := c.attempt()
	if err != nil {
		return answer{}, err
	}
	_, err = c.store.RemoveAttempt(c.ctx(), row.Attempt.ID, c.person())
	return answer{status: http.StatusOK}, err
}

// deleteAttempts removes all of a learner's attempts at an exam.
func deleteAttempts(c *call) (answer, error) {
	if err := c.requireCourse(model.DeedRemove); err != nil {
		return answer{}, err
	}
	exam, err := number("exam_id", c.args["exam_id"])
	if err != nil {
		return answer{}, err
	}
	user, err := number("user_id", c.args["user_id"])
	if err != nil {
		return answer{}, err
	}
	_, err = c.store.RemoveAttempts(c.ctx(), exam, user, c.person())
	if err != nil && model.CodeOf(err) == model.CodeNotFound {
		return answer{status: http.StatusNotFound, body: "There are no attempts related to this user id and exam id"}, nil
	}
	return answer{status: http.StatusOK}, err
}

// putReviewStatus notes that the learner has seen the outcome.
func putReviewStatus(c *call) (answer, error) {
	if !c.cfg.ViewablePastDue {
		return said(http.StatusNotFound, "Cannot update attempt review status"), nil
	}
	row, err := c.attempt()
	if err != nil {
		return answer{}, err
	}
	if row.Learner.ID != c.actor.ID {
		return answer{}, notYours()
	}
	yes := true
	return answer{status: http.StatusOK}, c.store.UpdateAttempt(c.ctx(), row.Attempt.ID, model.AttemptChange{IsStatusAcknowledged: &yes})
}
