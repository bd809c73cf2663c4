package simulator

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"examdesk/model"
)

// Profile is what the service knows of a learner's onboarding.
type Profile struct {
	UserID string `json:"user_id"`
	// Refusal is the status with which attempts of this learner are refused,
	// empty if they are not.
	Refusal string `json:"refusal"`
	// Status is one of [ProfileStatuses], empty for what the learner's attempts
	// say.
	Status  string     `json:"status"`
	Expires *time.Time `json:"expiration_date"`
}

// Refusals are the statuses with which an attempt can be refused
// (edx-proctoring 5.2.0, statuses.onboarding_errors).
func Refusals() []string {
	return []string{"onboarding_missing", "onboarding_pending", "onboarding_failed", "onboarding_expired"}
}

// The statuses of an onboarding profile (edx-proctoring 5.2.0,
// statuses.VerificientOnboardingProfileStatus).
const (
	profileNone     = "no-profile"
	profileApproved = "approved-in-course"
	profileOther    = "approved-in-different-course"
	profileRejected = "rejected"
	profileExpired  = "expired"
	profilePending  = "pending"
)

// ProfileStatuses are all of them.
func ProfileStatuses() []string {
	return []string{profileNone, profileApproved, profileOther, profileRejected, profileExpired, profilePending}
}

// approvalLasts is how long an approval is good.
const approvalLasts = 2 * 365 * 24 * time.Hour

// SetOnboarding sets the refusal or the status of one learner, or with an empty
// UserID the refusal of all who have none of their own.
func (s *Service) SetOnboarding(p Profile) error {
	if _, err := model.OneOf("refusal", p.Refusal, Refusals()); p.Refusal != "" && err != nil {
		return err
	}
	if _, err := model.OneOf("profile status", p.Status, ProfileStatuses()); p.Status != "" && err != nil {
		return err
	}
	if len(p.UserID) > maxID {
		return model.Errorf(model.CodeInvalid, "The user_id has more than %d bytes.", maxID)
	}
	if p.UserID == "" && p.Status != "" {
		return model.Errorf(model.CodeInvalid, "Say whose status it is.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changes++
	if p.UserID == "" {
		s.refusal = p.Refusal
		return nil
	}
	s.profiles.put(p.UserID, p)
	return nil
}

// refusalOf is the status with which a learner's attempt is refused.
func (s *Service) refusalOf(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.profiles.byID[user]; ok && p.Refusal != "" {
		return p.Refusal
	}
	return s.refusal
}

// statusOfProfile is one line of a course's onboarding statuses.
type statusOfProfile struct {
	UserID  string     `json:"user_id"`
	Status  string     `json:"status"`
	Expires *time.Time `json:"expiration_date"`
}

// profileOf returns where a learner stands in a course. The caller holds the lock.
func (s *Service) profileOf(course, user string, attempts []Attempt) statusOfProfile {
	out := statusOfProfile{UserID: user, Status: profileNone}
	for _, a := range attempts {
		if a.UserID != user || !a.Practice || a.Protocol != ProtocolREST {
			continue
		}
		switch status := profileByAttempt(a); {
		case a.Course == course:
			out.Status = status
		case status == profileApproved && out.Status == profileNone:
			out.Status = profileOther
		default:
			continue
		}
		if out.Expires = nil; out.Status == profileApproved || out.Status == profileOther {
			end := a.Modified.Add(approvalLasts)
			out.Expires = &end
		}
	}
	if p, ok := s.profiles.byID[user]; ok && p.Status != "" {
		out.Status, out.Expires = p.Status, p.Expires
	}
	return out
}

// profileByAttempt is what an attempt at an onboarding exam makes of a profile.
func profileByAttempt(a Attempt) string {
	switch {
	case a.Review == string(model.StandardPassed):
		return profileApproved
	case a.Review != "":
		return profileRejected
	case a.Status == statusSubmitted:
		return profilePending
	}
	return profileNone
}

// onboardingStatuses lists where the learners of a course stand, or one of them
// (edx-proctoring 5.2.0, docs/backends.rst, "Onboarding Status API Endpoint").
// The course's key may hold slashes.
func (s *Service) onboardingStatuses(c call) error {
	course, found := strings.CutSuffix(strings.TrimSuffix(c.r.PathValue("rest"), "/"), "/onboarding_statuses")
	if !found || course == "" {
		return refused(http.StatusNotFound, "There is nothing here.")
	}
	q := c.r.URL.Query()
	s.mu.Lock()
	attempts := s.attempts.all()
	if user := q.Get("user_id"); user != "" {
		one := s.profileOf(course, user, attempts)
		s.mu.Unlock()
		answer(c.w, http.StatusOK, one)
		return nil
	}
	all := s.profilesOf(course, attempts)
	s.mu.Unlock()
	if wanted := q.Get("status"); wanted != "" {
		statuses := strings.Split(wanted, ",")
		all = slices.DeleteFunc(all, func(p statusOfProfile) bool { return !slices.Contains(statuses, p.Status) })
	}
	list, err := pageOf(all, q.Get("page"), q.Get("page_size"))
	if err != nil {
		return err
	}
	answer(c.w, http.StatusOK, list)
	return nil
}

// profilesOf lists the learners of a course in the order in which they came, and
// those whose status was set by hand.
func (s *Service) profilesOf(course string, attempts []Attempt) []statusOfProfile {
	byUser, users := map[string][]Attempt{}, []string{}
	here := map[string]bool{}
	for _, a := range attempts {
		byUser[a.UserID] = append(byUser[a.UserID], a)
		if a.Protocol == ProtocolREST && a.Course == course && !here[a.UserID] {
			here[a.UserID] = true
			users = append(users, a.UserID)
		}
	}
	for _, p := range s.profiles.all() {
		if p.Status != "" && !here[p.UserID] {
			users = append(users, p.UserID)
		}
	}
	out := make([]statusOfProfile, 0, len(users))
	for _, u := range users {
		out = append(out, s.profileOf(course, u, byUser[u]))
	}
	return out
}

// profilePage is one page of them.
type profilePage struct {
	Results  []statusOfProfile `json:"results"`
	Count    int               `json:"count"`
	NumPages int               `json:"num_pages"`
	Next     *int              `json:"next"`
	Previous *int              `json:"previous"`
}

// maxPageSize is also what is taken for granted: the LMS reads the first page
// only (edx-proctoring 5.2.0, views._get_onboarding_info).
const maxPageSize = MaxAttempts

func pageOf(all []statusOfProfile, page, size string) (profilePage, error) {
	n, per := 1, maxPageSize
	for to, text := range map[*int]string{&n: page, &per: size} {
		if text == "" {
			continue
		}
		v, err := strconv.Atoi(text)
		if err != nil || v < 1 || v > maxPageSize {
			return profilePage{}, refused(http.StatusBadRequest, "page and page_size are numbers from 1 to %d.", maxPageSize)
		}
		*to = v
	}
	out := profilePage{Count: len(all), NumPages: max(1, (len(all)+per-1)/per)}
	if n > out.NumPages {
		return profilePage{}, refused(http.StatusNotFound, "There is no page %d.", n)
	}
	out.Results = all[(n-1)*per : min(n*per, len(all))]
	if n < out.NumPages {
		next := n + 1
		out.Next = &next
	}
	if n > 1 {
		previous := n - 1
		out.Previous = &previous
	}
	return out, nil
}
