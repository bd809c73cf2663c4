package model

import (
	"fmt"
	"slices"
	"strings"
)

// Right is a row of the table of rights: who may do a deed, by the door.
type Right struct {
	Deed Deed
	// By are the kinds of people who may; no one may through a door that is not listed.
	By map[Door][]PersonKind
	// Strict are those who may by a door where the server is strict; nil where that
	// makes no difference.
	Strict map[Door][]PersonKind
}

// RightsTable is the one table of who may do what. The desk's own door never
// allows more than an LMS allows the same person by any of its ways: Django
// admin, the instructor dashboard, Studio and REST API v1. Who can open a file can read
// all of it; by way of a server reading takes a right as well. The column of API v1 is
// edx-proctoring 6.1.4's (views.require_staff, require_course_or_global_staff,
// rules.can_review_attempt, StudentProctoredExamAttempt.put).
func RightsTable() []Right {
	staff := []PersonKind{PersonStaff}
	staffOrSuperuser := []PersonKind{PersonStaff, PersonSuperuser}
	// is_course_staff of the LMS: staff and instructors of the very course.
	course := []PersonKind{PersonStaff, PersonCourseStaff, PersonCourseInstructor}
	// The instructor dashboard and Studio know roles in a whole organisation too.
	team := append(slices.Clone(course), PersonOrgWide)
	dashboard := append(slices.Clone(team), PersonSuperuser)
	reviewers := []PersonKind{PersonStaff, PersonSuperuser, PersonReviewer}
	vendor := []PersonKind{PersonNobody, PersonService}
	own := []PersonKind{PersonOwnAttempt}
	superuser := []PersonKind{PersonSuperuser} // as far as the LMS's accounts.can_retire_user is known here
	operator := []PersonKind{PersonNobody, PersonStaff}
	signedIn := []PersonKind{PersonLearner, PersonService}
	row := func(d Deed, by map[Door][]PersonKind) Right { return Right{Deed: d, By: by} }
	type doors = map[Door][]PersonKind
	table := []Right{
		row(DeedDecide, doors{DoorDesk: reviewers, DoorAPI: reviewers}),
		row(DeedResume, doors{DoorDesk: team, DoorAPI: append(slices.Clone(course), PersonOwnAttempt)}),
		row(DeedReset, doors{DoorDesk: dashboard, DoorAPI: own}),
		row(DeedRemove, doors{DoorDesk: dashboard, DoorAPI: course}),
		row(DeedSetStatus, doors{DoorDesk: staff}),
		row(DeedGrant, doors{DoorDesk: dashboard, DoorAPI: course}),
		row(DeedUndoGrant, doors{DoorDesk: dashboard}),
		row(DeedSetExam, doors{DoorDesk: team, DoorAPI: staff}),
		row(DeedSetPolicy, doors{DoorDesk: team}),
		row(DeedReceiveReview, doors{DoorDesk: reviewers, DoorAPI: append(slices.Clone(reviewers), PersonService), DoorVendor: vendor}),
		row(DeedAcceptReview, doors{DoorDesk: reviewers}),
		row(DeedDismissReview, doors{DoorDesk: reviewers}),
		row(DeedSyncReviews, doors{DoorDesk: staff}),
		row(DeedDeliver, doors{DoorDesk: staff, DoorDispatcher: {PersonNobody}}),
		row(DeedRetryDelivery, doors{DoorDesk: staff}),
		row(DeedMigrate, doors{DoorDesk: operator}),
		row(DeedEraseReason, doors{DoorDesk: staffOrSuperuser}),
		row(DeedCreateExam, doors{DoorDesk: team, DoorAPI: staff}),
		row(DeedRegisterExams, doors{DoorDesk: team, DoorAPI: staff}),
		row(DeedCreateAttempt, doors{DoorAPI: own}),
		row(DeedStartAttempt, doors{DoorAPI: own}),
		row(DeedUpdateAttempt, doors{DoorAPI: own}),
		row(DeedRetireLearner, doors{DoorDesk: superuser, DoorAPI: superuser}),
		row(DeedReportReadiness, doors{DoorAPI: signedIn, DoorVendor: vendor}),
		row(DeedBrowse, doors{DoorAPI: course, DoorServer: append(slices.Clone(reviewers), team[1:]...)}),
		row(DeedReadLearner, doors{DoorAPI: staff, DoorServer: reviewers}),
		row(DeedKeepPeople, doors{DoorDesk: operator, DoorServer: superuser}),
		row(DeedKeepApplications, doors{DoorDesk: operator, DoorServer: superuser}),
	}
	// By way of a server people may do what they may at the desk, but for what belongs to
	// whoever can write the file.
	for i, r := range table {
		if r.Deed == DeedReportReadiness { // edx-proctoring lets everyone who is signed in say that anyone is ready
			table[i].Strict = doors{DoorAPI: reviewers}
		}
		if atDesk := r.By[DoorDesk]; atDesk != nil && !r.Deed.ForOperators() {
			r.By[DoorServer] = atDesk
		}
	}
	return table
}

// rightsTable is made once: the desk asks it with each frame.
var rightsTable = RightsTable()

// whoMay are the kinds of people who may do a deed by a door.
func whoMay(d Deed, by Door) []PersonKind {
	for _, r := range rightsTable {
		if r.Deed == d {
			return r.By[by]
		}
	}
	return nil
}

// strictlyMay is [whoMay] where the server is strict.
func strictlyMay(d Deed, by Door) []PersonKind {
	for _, r := range rightsTable {
		if may := r.Strict[by]; r.Deed == d && may != nil {
			return may
		}
	}
	return whoMay(d, by)
}

// Rights are what an actor may do in a store.
type Rights struct {
	Actor Actor
	// Backends say at which service an exam is taken.
	Backends Backends
	// OwnAttempts lets people act on their own attempts by the desk's door.
	OwnAttempts bool
	// Strict closes what edx-proctoring leaves open.
	Strict bool
}

// At is an exam's place in the table of rights; the learner is 0 for none.
func (r Rights) At(e Exam, learnerID int64) Target {
	t := Target{Course: e.CourseID, Backend: e.Backend.Raw(), LearnerID: learnerID}
	if b := r.Backends.Resolve(e); b != nil {
		t.Backend = b.Name
	}
	return t
}

// May refuses a deed that the actor may not do, with who may.
func (r Rights) May(d Deed, t Target) error {
	kinds := r.Actor.KindsFor(t)
	if r.Actor.Door.AtDesk() && !r.OwnAttempts && slices.Contains(kinds, PersonOwnAttempt) {
		return Errorf(CodeDenied, "%s may not %s: it is their own. Somebody else has to, unless the profile has own_attempts: true.",
			r.Actor.Username, d.phrase(t))
	}
	return r.refuse(d, t, kinds)
}

// MayAnywhere refuses a deed that the actor may do nowhere in the store.
func (r Rights) MayAnywhere(d Deed) error { return r.refuse(d, Target{}, r.Actor.kindsAnywhere()) }

// Can is [Rights.May] as a capability.
func (r Rights) Can(d Deed, t Target) Capability {
	if err := r.May(d, t); err != nil {
		return Capability{Why: Sentence(err)}
	}
	return Capability{OK: true}
}

// MayAct refuses who may do nothing at all by the door.
func (r Rights) MayAct() error {
	for _, d := range Deeds() {
		if !d.ForOperators() && r.MayAnywhere(d) == nil {
			return nil
		}
	}
	if slices.Contains(r.Actor.kindsAnywhere(), PersonLearner) {
		return Errorf(CodeDenied, "The user %s may not act here: that takes staff status, a group named <backend>_review, or being staff of a course. Use --read-only to look.",
			r.Actor.Username)
	}
	return Errorf(CodeDenied, "%s", r.Actor.absent())
}

func (r Rights) refuse(d Deed, t Target, kinds []PersonKind) error {
	may := whoMay(d, r.Actor.Door)
	if r.Strict {
		may = strictlyMay(d, r.Actor.Door)
	}
	for _, k := range kinds {
		if slices.Contains(may, k) {
			return nil
		}
	}
	takes := kindWords(may, t)
	switch signedIn := slices.Contains(kinds, PersonLearner); {
	case takes == "" && signedIn:
		return Errorf(CodeDenied, "%s may not %s here: no one may.", r.Actor.Username, d.phrase(t))
	case takes == "":
		return Errorf(CodeDenied, "%s Nobody may %s here.", r.Actor.absent(), d.phrase(t))
	case signedIn:
		return Errorf(CodeDenied, "%s may not %s: that takes %s.", r.Actor.Username, d.phrase(t), takes)
	}
	return Errorf(CodeDenied, "%s To %s takes %s.", r.Actor.absent(), d.phrase(t), takes)
}

// absent explains why an actor is not someone whom the door could let in.
func (a Actor) absent() string {
	switch {
	case a.Service != "":
		return fmt.Sprintf("The proctoring service %s has no right to this.", Clean(a.Service))
	case a.Inactive:
		return fmt.Sprintf("The user %s is not active.", a.Username)
	case a.Username != "":
		return fmt.Sprintf("There is no user %q in this store.", a.Username.String())
	}
	return "Nobody is signed in; say who acts with --as USERNAME."
}

// kindWords names the people of a row, as the rest of "that takes …".
func kindWords(may []PersonKind, t Target) string {
	has := func(k PersonKind) bool { return slices.Contains(may, k) }
	var out []string
	if has(PersonStaff) {
		out = append(out, "staff status")
	}
	if has(PersonReviewer) {
		out = append(out, "the group "+Clean(ReviewGroup(firstNonEmpty(t.Backend, "<backend>"))))
	}
	if has(PersonCourseStaff) {
		course := "the course"
		if t.Course != "" {
			course += " " + t.Course.String()
		}
		out = append(out, "being staff or instructor of "+course)
	}
	if has(PersonOwnAttempt) {
		out = append(out, "being the learner")
	}
	if len(out) == 0 && has(PersonSuperuser) {
		out = append(out, "superuser status")
	}
	if len(out) == 0 && has(PersonService) {
		out = append(out, "being the proctoring service")
	}
	if len(out) > 1 {
		out = append(out[:len(out)-2], out[len(out)-2]+", or "+out[len(out)-1])
	}
	return strings.Join(out, ", ")
}

func firstNonEmpty(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// phrase is the deed as the rest of "may not …".
func (d Deed) phrase(t Target) string {
	p := phrases[d]
	if p.service && t.Backend != "" {
		return p.words + " of " + Clean(t.Backend)
	}
	if p.course && t.Course != "" {
		return p.words + " in " + t.Course.String()
	}
	return p.words
}

// phrases are the deeds in words, and whether they are said of a service or in a
// course.
var phrases = map[Deed]struct {
	words           string
	service, course bool
}{
	DeedDecide:           {words: "decide attempts", service: true},
	DeedReceiveReview:    {words: "hand in reviews", service: true},
	DeedAcceptReview:     {words: "accept held reviews", service: true},
	DeedDismissReview:    {words: "dismiss held reviews", service: true},
	DeedSyncReviews:      {words: "let attempts follow their reviews"},
	DeedResume:           {words: "let learners resume attempts", course: true},
	DeedReset:            {words: "reset attempts", course: true},
	DeedRemove:           {words: "remove attempts", course: true},
	DeedSetStatus:        {words: "set the status of attempts"},
	DeedGrant:            {words: "change allowances", course: true},
	DeedUndoGrant:        {words: "take back allowances", course: true},
	DeedSetExam:          {words: "change exams", course: true},
	DeedSetPolicy:        {words: "change review policies", course: true},
	DeedDeliver:          {words: "deliver messages"},
	DeedRetryDelivery:    {words: "send messages again"},
	DeedMigrate:          {words: "add examdesk's tables to the store"},
	DeedEraseReason:      {words: "erase reasons"},
	DeedCreateExam:       {words: "create exams", course: true},
	DeedRegisterExams:    {words: "register exams", course: true},
	DeedCreateAttempt:    {words: "create an attempt"},
	DeedStartAttempt:     {words: "start an attempt"},
	DeedUpdateAttempt:    {words: "change an attempt"},
	DeedRetireLearner:    {words: "retire learners"},
	DeedReportReadiness:  {words: "report that an attempt is ready"},
	DeedBrowse:           {words: "read the attempts of others", course: true},
	DeedReadLearner:      {words: "read the exams of other learners"},
	DeedKeepPeople:       {words: "change users"},
	DeedKeepApplications: {words: "register applications"},
}
