package api

import (
	"context"
	"encoding/json"
	"net/url"

	"examdesk/model"
)

// Account is a person as the LMS describes them.
type Account struct {
	// ID is the user's; 0 where the LMS does not say it.
	ID       int64
	Username model.Text
	// Email and Name are empty where the LMS does not say them: to others than staff it
	// says only their own.
	Email, Name model.Text
	IsActive    bool
}

// Me returns the username of whose token is sent.
func (c *Client) Me(ctx context.Context) (string, error) {
	q := call{path: platform + "user/v1/me", what: "who is signed in"}
	s, err := get[struct {
		Username string `json:"username"`
	}](ctx, c, q)
	if err == nil && s.Username == "" {
		err = c.wrong(q, "It names nobody.")
	}
	return s.Username, err
}

// Account returns a person by username; [model.CodeNotFound] if there is none, or none
// any longer.
func (c *Client) Account(ctx context.Context, username string) (Account, error) {
	return c.account(ctx, url.Values{"username": {username}})
}

// AccountByEmail returns the person with an e-mail. Only global staff may ask.
func (c *Client) AccountByEmail(ctx context.Context, email string) (Account, error) {
	return c.account(ctx, url.Values{"email": {email}})
}

func (c *Client) account(ctx context.Context, query url.Values) (Account, error) {
	q := call{path: platform + "user/v1/accounts", query: query, what: "the account"}
	list, err := get[[]struct {
		ID       int64   `json:"id"`
		Username string  `json:"username"`
		Email    *string `json:"email"`
		Name     *string `json:"name"`
		IsActive *bool   `json:"is_active"`
	}](ctx, c, q)
	switch {
	case err != nil:
		return Account{}, err
	case len(list) == 0 || list[0].Username == "":
		return Account{}, model.Errorf(model.CodeNotFound, "The LMS at %s has no such account.", c.host)
	}
	out := Account{ID: list[0].ID, Username: model.Text(list[0].Username), IsActive: list[0].IsActive == nil || *list[0].IsActive}
	if s := list[0].Email; s != nil {
		out.Email = model.Text(*s)
	}
	if s := list[0].Name; s != nil {
		out.Name = model.Text(*s)
	}
	return out, nil
}

// Role is a role that the asker has in a course, or, with no course, in all of an
// organisation's.
type Role struct{ Org, Course, Role string }

// Roles returns the roles of whose token is sent, and whether they are global staff.
func (c *Client) Roles(ctx context.Context) (roles []Role, staff bool, err error) {
	s, err := get[struct {
		Roles []struct {
			Org    string `json:"org"`
			Course string `json:"course_id"`
			Role   string `json:"role"`
		} `json:"roles"`
		IsStaff bool `json:"is_staff"`
	}](ctx, c, call{path: platform + "enrollment/v1/roles/", what: "your roles"})
	for _, r := range s.Roles {
		roles = append(roles, Role(r))
	}
	return roles, s.IsStaff, err
}

// maxPages bounds how many pages are followed.
const maxPages = 200

// CourseIDs returns the keys of the courses in which a person has a role, staff or
// instructor; of all courses to global staff. Roles in a whole organisation are missed.
func (c *Client) CourseIDs(ctx context.Context, username, role string) ([]string, error) {
	var out []string
	for page := 1; page <= maxPages; page++ {
		q := call{
			path:  platform + "courses/v1/course_ids/",
			query: url.Values{"username": {username}, "role": {role}, "page": {number(page)}, "page_size": {"1000"}}, what: "your courses",
		}
		p, err := get[pageOf[string]](ctx, c, q)
		if err != nil {
			return nil, err
		}
		if out = append(out, p.results...); !p.more {
			return out, nil
		}
	}
	return nil, model.Errorf(model.CodeUnavailable, "The LMS at %s lists courses without end.", c.host)
}

// pageOf is a page in any of the platform's shapes: a bare list, {next, results}, and
// {pagination: {next}, results}. Links are not followed: they may lead anywhere.
type pageOf[T any] struct {
	results []T
	more    bool
}

// UnmarshalJSON implements [json.Unmarshaler].
func (p *pageOf[T]) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &p.results); err == nil {
		return nil
	}
	var s struct {
		Next       *string `json:"next"`
		Pagination struct {
			Next *string `json:"next"`
		} `json:"pagination"`
		Results []T `json:"results"`
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	p.results, p.more = s.Results, s.Next != nil || s.Pagination.Next != nil
	return nil
}
