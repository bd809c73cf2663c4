package api

import (
	"context"
	"net/url"
	"strings"
	"time"

	"examdesk/model"
)

// OnboardingPage is a numbered page of a course's onboarding.
type OnboardingPage struct {
	// Rows name the learners by username alone.
	Rows          []model.OnboardingRow
	Number, Pages int
	// Count is how many rows there are on all pages.
	Count int
}

// Onboarding returns a page of a course's onboarding, from 1 on. [model.CodeNotFound] if
// the course has no onboarding exam, or, with a [NoPageError] as the cause, no such page.
// Course staff may ask.
func (c *Client) Onboarding(ctx context.Context, q model.BoardQuery, page int) (OnboardingPage, error) {
	part, err := coursePart(q.Course)
	if err != nil {
		return OnboardingPage{}, err
	}
	page = max(page, 1)
	query := url.Values{"page": {number(page)}}
	if q.Search != "" {
		query.Set("text_search", q.Search)
	}
	if len(q.Statuses) > 0 {
		words := make([]string, len(q.Statuses))
		for i, s := range q.Statuses {
			words[i] = string(s)
		}
		query.Set("statuses", strings.Join(words, ","))
	}
	return c.onboarding(ctx, call{path: v1 + "user_onboarding/status/course_id/" + part, query: query, what: "the onboarding of " + q.Course}, page)
}

func (c *Client) onboarding(ctx context.Context, q call, page int) (OnboardingPage, error) {
	s, err := get[struct {
		Count    int     `json:"count"`
		Pages    int     `json:"num_pages"`
		Previous *string `json:"previous"`
		Next     *string `json:"next"`
		Results  []struct {
			Username string     `json:"username"`
			Mode     string     `json:"enrollment_mode"`
			Status   *string    `json:"status"`
			Modified *time.Time `json:"modified"`
		} `json:"results"`
	}](ctx, c, q)
	if err != nil {
		return OnboardingPage{}, err
	}
	out := OnboardingPage{Number: numberOf(s.Previous, s.Next, s.Pages), Pages: s.Pages, Count: s.Count}
	if out.Number != page {
		return out, model.Wrap(&NoPageError{page, out.Number, out.Pages}, model.CodeNotFound, "There is no page %d of %s (any longer); there are %d.", page, q.what, out.Pages)
	}
	for _, r := range s.Results {
		row := model.OnboardingRow{Learner: model.Learner{Username: model.Text(r.Username), IsActive: true}, Mode: r.Mode, Modified: utc(r.Modified)}
		if r.Status != nil {
			row.Status = model.OnboardingStatus(*r.Status)
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// numberOf is the number of a page that does not say it: what its links lead to does.
func numberOf(previous, next *string, pages int) int {
	linked := func(link *string) int {
		u, err := url.Parse(*link)
		if err != nil {
			return 0
		}
		n := 0
		for _, d := range u.Query().Get("page") {
			if d < '0' || d > '9' || n > 1<<20 {
				return 0
			}
			n = 10*n + int(d-'0')
		}
		return n
	}
	switch {
	case previous != nil:
		return linked(previous) + 1
	case next != nil:
		return linked(next) - 1
	}
	return max(pages, 1) // one page alone
}
