package model

import (
	"slices"
	"strings"
)

// PersonKind is what a person is to the subject of a deed. A person may be of
// several kinds at once.
type PersonKind string

// The kinds of people. The list is closed: the columns of the table of rights.
const (
	// PersonNobody is not signed in, PersonUnknown is signed in with a name that the
	// store does not have (any more), PersonInactive may not sign in at the LMS.
	PersonNobody   PersonKind = "nobody"
	PersonUnknown  PersonKind = "unknown"
	PersonInactive PersonKind = "inactive"
	// PersonLearner is an active user of the store; everybody below is one too.
	PersonLearner PersonKind = "learner"
	// The team of the subject's course, of another course, and of all courses of
	// the subject's organisation or of another one (student_courseaccessrole).
	PersonCourseStaff           PersonKind = "course_staff"
	PersonCourseInstructor      PersonKind = "course_instructor"
	PersonOtherCourseStaff      PersonKind = "other_course_staff"
	PersonOtherCourseInstructor PersonKind = "other_course_instructor"
	PersonOrgWide               PersonKind = "org_wide"
	PersonOtherOrgWide          PersonKind = "other_org_wide"
	// PersonReviewer is in the group <backend>_review of the subject's service,
	// PersonOtherReviewer in that of another one.
	PersonReviewer      PersonKind = "reviewer"
	PersonOtherReviewer PersonKind = "other_reviewer"
	// PersonStaff has is_staff, PersonSuperuser is_superuser.
	PersonStaff     PersonKind = "staff"
	PersonSuperuser PersonKind = "superuser"
	// PersonService is a proctoring service that signed in as itself.
	PersonService PersonKind = "service"
	// PersonOwnAttempt is the learner whom the subject is about.
	PersonOwnAttempt PersonKind = "own_attempt"
)

// PersonKinds returns all kinds of people.
func PersonKinds() []PersonKind {
	return []PersonKind{
		PersonNobody, PersonUnknown, PersonInactive, PersonLearner,
		PersonCourseStaff, PersonCourseInstructor, PersonOtherCourseStaff, PersonOtherCourseInstructor, PersonOrgWide, PersonOtherOrgWide,
		PersonReviewer, PersonOtherReviewer, PersonStaff, PersonSuperuser, PersonService, PersonOwnAttempt,
	}
}

// Target is what a deed is about, as far as rights go. Zero values name nothing.
type Target struct {
	Course Text
	// Backend is the proctoring service that the subject's exam is taken at.
	Backend string
	// LearnerID is the user whose attempt, allowance or review it is.
	LearnerID int64
}

// KindsFor returns what the actor is to a target.
func (a Actor) KindsFor(t Target) []PersonKind {
	switch {
	case a.Service != "":
		if t.Backend != "" && t.Backend != a.Service {
			return nil // a service has no say in another one's exams
		}
		return []PersonKind{PersonService}
	case a.ID == 0 && a.Username == "":
		return []PersonKind{PersonNobody}
	case a.ID == 0:
		return []PersonKind{PersonUnknown}
	case a.Inactive:
		return []PersonKind{PersonInactive}
	}
	out := []PersonKind{PersonLearner}
	out = append(out, a.courseKinds(t.Course)...)
	for _, g := range a.Groups {
		if t.Backend != "" && g == ReviewGroup(t.Backend) {
			out = append(out, PersonReviewer)
		} else {
			out = append(out, PersonOtherReviewer)
		}
	}
	if a.IsStaff {
		out = append(out, PersonStaff)
	}
	if a.IsSuperuser {
		out = append(out, PersonSuperuser)
	}
	if t.LearnerID != 0 && t.LearnerID == a.ID {
		out = append(out, PersonOwnAttempt)
	}
	return out
}

func (a Actor) courseKinds(course Text) (out []PersonKind) {
	for _, c := range a.Courses {
		here, instructs := c == course.Raw(), slices.Contains(a.Instructs, c)
		switch {
		case here && instructs:
			out = append(out, PersonCourseInstructor)
		case here:
			out = append(out, PersonCourseStaff)
		case instructs:
			out = append(out, PersonOtherCourseInstructor)
		default:
			out = append(out, PersonOtherCourseStaff)
		}
	}
	for _, o := range a.Orgs {
		if o != "" && o == OrgOf(course) {
			out = append(out, PersonOrgWide)
		} else {
			out = append(out, PersonOtherOrgWide)
		}
	}
	return out
}

// kindsAnywhere returns what the actor is to the target they have most rights to.
func (a Actor) kindsAnywhere() []PersonKind {
	out := a.KindsFor(Target{})
	if slices.Contains(out, PersonLearner) {
		out = append(out, PersonOwnAttempt)
	}
	for other, here := range map[PersonKind]PersonKind{
		PersonOtherCourseStaff: PersonCourseStaff, PersonOtherCourseInstructor: PersonCourseInstructor,
		PersonOtherOrgWide: PersonOrgWide, PersonOtherReviewer: PersonReviewer,
	} {
		if slices.Contains(out, other) {
			out = append(out, here)
		}
	}
	return out
}

// ReviewGroup returns the group whose members decide attempts of a service
// (edx-proctoring 6.1.4, rules.is_in_reviewer_group).
func ReviewGroup(backend string) string { return backend + "_review" }

// OrgOf returns the organisation in a course's key: course-v1:ORG+COURSE+RUN, or the
// older ORG/COURSE/RUN; empty for what is neither.
func OrgOf(course Text) string {
	key, sep := course.Raw(), "/"
	if rest, found := strings.CutPrefix(key, "course-v1:"); found {
		key, sep = rest, "+"
	}
	org, _, found := strings.Cut(key, sep)
	if !found {
		return ""
	}
	return org
}
