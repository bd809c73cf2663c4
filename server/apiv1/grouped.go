package apiv1

import (
	"strconv"

	"examdesk/model"
)

// getGroupedAttempts is a page of a course's learners and exams, each with the
// newest attempt and all of them.
func getGroupedAttempts(c *call) (answer, error) {
	if err := c.requireCourse(model.DeedBrowse); err != nil {
		return answer{}, err
	}
	course, search := c.args["course_id"], c.args["search_by"]
	var p page
	groups, err := c.store.GroupedAttempts(c.ctx(), course, search, func(total int) model.Window {
		p = numbered(c.query("page"), total, c.cfg.PerPage)
		return p.window()
	})
	if err != nil {
		return answer{}, err
	}
	url := c.cfg.Site.GroupedAttemptsURL(course, search)
	return ok(ordered{
		{"proctored_exam_attempts", shapeEach(groups, shapeGroup)},
		{"pagination_info", ordered{{"has_previous", p.hasPrevious()}, {"has_next", p.hasNext()}, {"current_page", p.number}, {"total_pages", p.pages}}},
		{"attempt_url", url},
	})
}

type groupShape struct {
	attemptShape
	All []attemptShape `json:"all_attempts"`
}

func shapeGroup(g model.AttemptGroup) groupShape {
	return groupShape{shapeAttempt(g.Newest), shapeEach(g.All, shapeAttempt)}
}

// page is one of numbered pages.
type page struct{ number, pages, per int }

// numbered is the page that is asked for, as Django's paginator reads it: the
// first for what is not a number, the last for a number that is not a page's.
func numbered(asked string, total, per int) page {
	p := page{number: 1, pages: max(1, (total+per-1)/per), per: per}
	n, err := strconv.Atoi(digits(asked))
	switch {
	case err != nil:
	case n < 1 || n > p.pages:
		p.number = p.pages
	default:
		p.number = n
	}
	return p
}

func (p page) window() model.Window {
	return model.Window{Offset: (p.number - 1) * p.per, Limit: p.per}
}
func (p page) hasPrevious() bool { return p.number > 1 }
func (p page) hasNext() bool     { return p.number < p.pages }
