package rest

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"examdesk/backends/payload"
	"examdesk/backends/wire"
	"examdesk/model"
)

// maxPages is how many pages of profiles are read: a service that always names
// another one is not asked for ever.
const maxPages = 200

// maxProfiles is how many are kept: pages of the shortest entries hold millions.
const maxProfiles = 200_000

// OnboardingProfiles implements [model.OnboardingProfiler] (edx-proctoring 5.2.0,
// rest.get_onboarding_profile_info). Where the original reads the first page this
// reads all.
func (s *Service) OnboardingProfiles(ctx context.Context, course string, statuses []string) ([]model.OnboardingProfile, error) {
	query := url.Values{"status": {strings.Join(statuses, ",")}}
	var out []model.OnboardingProfile
	for page := 1; ; {
		o, err := s.profiles(ctx, course, query)
		if err != nil {
			return nil, err
		}
		if out, err = s.appendProfiles(out, o); err != nil {
			return nil, err
		}
		v, _ := o.Get("next")
		next, err := strconv.Atoi(payload.Str(v))
		switch {
		case !payload.Truth(v):
			return out, nil
		case err != nil || next <= page || page >= maxPages || len(out) > maxProfiles:
			return nil, model.Errorf(model.CodeUnavailable, "%s keeps returning further pages of onboarding profiles.", s.who)
		}
		page = next
		query.Set("page", strconv.Itoa(page))
	}
}

func (s *Service) profiles(ctx context.Context, course string, query url.Values) (*payload.Object, error) {
	a, err := s.do(ctx, call{
		method: http.MethodGet, path: "/api/v1/courses/" + segment(course) + "/onboarding_statuses", query: query.Encode(), repeat: true,
	})
	if err != nil {
		return nil, err
	}
	if a.Status != http.StatusOK {
		return nil, s.vendor(a, "did not return its onboarding profiles")
	}
	return s.object(a)
}

func (s *Service) appendProfiles(out []model.OnboardingProfile, o *payload.Object) ([]model.OnboardingProfile, error) {
	v, _ := o.Get("results")
	list, ok := v.([]any)
	if !ok && v != nil {
		return nil, wire.WrongAnswer(s.who, http.StatusOK, nil, nil)
	}
	for _, e := range list {
		p, ok := e.(*payload.Object)
		if !ok {
			return nil, wire.WrongAnswer(s.who, http.StatusOK, nil, nil)
		}
		out = append(out, model.OnboardingProfile{UserID: p.Text("user_id"), Status: p.Text("status")})
	}
	return out, nil
}

// OnboardingProfile implements [model.ProfileReader] (edx-proctoring 6.1.4,
// rest.get_onboarding_profile_info with a user_id).
func (s *Service) OnboardingProfile(ctx context.Context, course, obscuredUserID string) (*model.OnboardingProfile, error) {
	o, err := s.profiles(ctx, course, url.Values{"user_id": {obscuredUserID}})
	if err != nil {
		return nil, err
	}
	return &model.OnboardingProfile{UserID: obscuredUserID, Status: o.Text("status"), Expires: o.Text("expiration_date")}, nil
}
