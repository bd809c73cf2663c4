package model

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// somewhere is what the people of the tests act on.
func somewhere() Target {
	return Target{Course: "course-v1:NordicU+STAT101+2026", Backend: "software_secure", LearnerID: 77}
}

// someone is a person of one kind to [somewhere], at a door.
func someone(k PersonKind, by Door) Actor {
	here, there := somewhere().Course.Raw(), "course-v1:CoastTech+CS50+2026"
	r := Reviewer{ID: 5, Username: "p_" + Text(k)}
	a := Actor{Door: by}
	switch k {
	case PersonNobody:
		return a
	case PersonUnknown:
		r.ID = 0
	case PersonInactive:
		r.Inactive, r.IsStaff, r.IsSuperuser, r.Groups, r.Courses = true, true, true, []string{"software_secure_review"}, []string{here}
	case PersonCourseStaff:
		r.Courses = []string{here}
	case PersonCourseInstructor:
		r.Courses, r.Instructs = []string{here}, []string{here}
	case PersonOtherCourseStaff:
		r.Courses = []string{there}
	case PersonOtherCourseInstructor:
		r.Courses, r.Instructs = []string{there}, []string{there}
	case PersonOrgWide:
		r.Orgs = []string{"NordicU"}
	case PersonOtherOrgWide:
		r.Orgs = []string{"CoastTech"}
	case PersonReviewer:
		r.Groups = []string{"software_secure_review"}
	case PersonOtherReviewer:
		r.Groups = []string{"test_review"}
	case PersonStaff:
		r.IsStaff = true
	case PersonSuperuser:
		r.IsSuperuser = true
	case PersonService:
		return Actor{Door: by, Service: "software_secure"}
	case PersonOwnAttempt:
		r.ID = somewhere().LearnerID
	case PersonLearner:
	}
	a.Reviewer = r
	return a
}

// Every cell of the table of rights, written down a second time: a line for each
// deed and door, a letter for each kind of people in the order of PersonKinds.
func TestRightsCellByCell(t *testing.T) {
	t.Parallel()
	want := map[Door]map[Deed]string{
		//                    nobody unknown inactive learner | course: staff instr other other org other | reviewer other | staff super service own
		DoorDesk: {
			DeedDecide:           "---- ------ y- yy--",
			DeedResume:           "---- yy--y- -- y---",
			DeedReset:            "---- yy--y- -- yy--",
			DeedRemove:           "---- yy--y- -- yy--",
			DeedSetStatus:        "---- ------ -- y---",
			DeedGrant:            "---- yy--y- -- yy--",
			DeedUndoGrant:        "---- yy--y- -- yy--",
			DeedSetExam:          "---- yy--y- -- y---",
			DeedSetPolicy:        "---- yy--y- -- y---",
			DeedReceiveReview:    "---- ------ y- yy--",
			DeedAcceptReview:     "---- ------ y- yy--",
			DeedDismissReview:    "---- ------ y- yy--",
			DeedSyncReviews:      "---- ------ -- y---",
			DeedDeliver:          "---- ------ -- y---",
			DeedRetryDelivery:    "---- ------ -- y---",
			DeedMigrate:          "y--- ------ -- y---",
			DeedEraseReason:      "---- ------ -- yy--",
			DeedCreateExam:       "---- yy--y- -- y---",
			DeedRegisterExams:    "---- yy--y- -- y---",
			DeedCreateAttempt:    "---- ------ -- ----",
			DeedStartAttempt:     "---- ------ -- ----",
			DeedUpdateAttempt:    "---- ------ -- ----",
			DeedRetireLearner:    "---- ------ -- -y--",
			DeedReportReadiness:  "---- ------ -- ----",
			DeedBrowse:           "---- ------ -- ----",
			DeedReadLearner:      "---- ------ -- ----",
			DeedKeepPeople:       "y--- ------ -- y---",
			DeedKeepApplications: "y--- ------ -- y---",
		},
		DoorAPI: {
			DeedDecide:           "---- ------ y- yy--",
			DeedResume:           "---- yy---- -- y--y",
			DeedReset:            "---- ------ -- ---y",
			DeedRemove:           "---- yy---- -- y---",
			DeedSetStatus:        "---- ------ -- ----",
			DeedGrant:            "---- yy---- -- y---",
			DeedUndoGrant:        "---- ------ -- ----",
			DeedSetExam:          "---- ------ -- y---",
			DeedSetPolicy:        "---- ------ -- ----",
			DeedReceiveReview:    "---- ------ y- yyy-",
			DeedAcceptReview:     "---- ------ -- ----",
			DeedDismissReview:    "---- ------ -- ----",
			DeedSyncReviews:      "---- ------ -- ----",
			DeedDeliver:          "---- ------ -- ----",
			DeedRetryDelivery:    "---- ------ -- ----",
			DeedMigrate:          "---- ------ -- ----",
			DeedEraseReason:      "---- ------ -- ----",
			DeedCreateExam:       "---- ------ -- y---",
			DeedRegisterExams:    "---- ------ -- y---",
			DeedCreateAttempt:    "---- ------ -- ---y",
			DeedStartAttempt:     "---- ------ -- ---y",
			DeedUpdateAttempt:    "---- ------ -- ---y",
			DeedRetireLearner:    "---- ------ -- -y--",
			DeedReportReadiness:  "---y yyyyyy yy yyyy",
			DeedBrowse:           "---- yy---- -- y---",
			DeedReadLearner:      "---- ------ -- y---",
			DeedKeepPeople:       "---- ------ -- ----",
			DeedKeepApplications: "---- ------ -- ----",
		},
		DoorVendor: {
			DeedReceiveReview:   "y--- ------ -- --y-",
			DeedReportReadiness: "y--- ------ -- --y-",
		},
		DoorDispatcher: {
			DeedDeliver: "y--- ------ -- ----",
		},
	}
	want[DoorServer] = maps.Clone(want[DoorDesk])
	maps.Copy(want[DoorServer], map[Deed]string{
		DeedMigrate:          "---- ------ -- ----",
		DeedKeepPeople:       "---- ------ -- -y--",
		DeedKeepApplications: "---- ------ -- -y--",
		DeedBrowse:           "---- yy--y- y- yy--",
		DeedReadLearner:      "---- ------ y- yy--",
	})
	cells, allowed := 0, 0
	for _, door := range Doors() {
		for _, deed := range Deeds() {
			line := strings.ReplaceAll(want[door][deed], " ", "")
			if line == "" {
				line = strings.Repeat("-", len(PersonKinds()))
			}
			if len(line) != len(PersonKinds()) {
				t.Fatalf("%s at %s: %d cells", deed, door, len(line))
			}
			for i, kind := range PersonKinds() {
				err := Rights{Actor: someone(kind, door), Backends: DefaultBackends()}.May(deed, somewhere())
				cells++
				if may := line[i] == 'y'; may != (err == nil) || !may && (CodeOf(err) != CodeDenied || Sentence(err) == "") {
					t.Errorf("%s by %s at %s: %v", deed, kind, door, err)
				}
				if err == nil {
					allowed++
				}
			}
		}
	}
	t.Logf("%d deeds x %d kinds of people x %d doors = %d cells, %d of them allowed", len(Deeds()), len(PersonKinds()), len(Doors()), cells, allowed)
}

// Whatever else people are, at the desk no one acts on their own attempt,
// unless the profile lets them.
func TestOwnAttempt(t *testing.T) {
	t.Parallel()
	for _, deed := range Deeds() {
		for _, kind := range PersonKinds() {
			a := someone(kind, DoorDesk)
			if a.ID == 0 {
				continue
			}
			other := Rights{Actor: a}.May(deed, somewhere())
			a.ID = somewhere().LearnerID
			if err := (Rights{Actor: a}).May(deed, somewhere()); CodeOf(err) != CodeDenied {
				t.Errorf("%s does %s to their own: %v", kind, deed, err)
			}
			if err := (Rights{Actor: a, OwnAttempts: true}).May(deed, somewhere()); (err == nil) != (other == nil) {
				t.Errorf("%s, own attempts allowed, %s: %v, to others %v", kind, deed, err, other)
			}
		}
	}
}

// Somebody may do a deed anywhere only if there is a place where they may do it.
func TestMayAnywhere(t *testing.T) {
	t.Parallel()
	for _, door := range Doors() {
		for _, deed := range Deeds() {
			for _, kind := range PersonKinds() {
				r := Rights{Actor: someone(kind, door)}
				here, anywhere := r.May(deed, somewhere()), r.MayAnywhere(deed)
				if here == nil && anywhere != nil {
					t.Errorf("%s may %s at %s here and nowhere: %v", kind, deed, door, anywhere)
				}
				elsewhere := map[PersonKind]bool{PersonOtherCourseStaff: true, PersonOtherCourseInstructor: true, PersonOtherOrgWide: true, PersonOtherReviewer: true}
				if here != nil && anywhere == nil && !elsewhere[kind] && !slices.Contains(whoMay(deed, door), PersonOwnAttempt) {
					t.Errorf("%s may %s at %s somewhere, but not here: %v", kind, deed, door, here)
				}
			}
		}
	}
}

// A service acts in what is its own alone.
func TestServiceOfAnother(t *testing.T) {
	t.Parallel()
	a := Actor{Door: DoorVendor, Service: "test"}
	if err := (Rights{Actor: a}).May(DeedReceiveReview, somewhere()); CodeOf(err) != CodeDenied {
		t.Errorf("another service's review: %v", err)
	}
}

func TestRefusalsNameWhoMay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind PersonKind
		deed Deed
		want string
	}{
		{PersonOtherReviewer, DeedDecide, "p_other_reviewer may not decide attempts of software_secure: that takes staff status, or the group software_secure_review."},
		{PersonNobody, DeedDecide, "Nobody is signed in; say who acts with --as USERNAME. To decide attempts of software_secure takes staff status, or the group software_secure_review."},
		{PersonUnknown, DeedSetExam, `There is no user "p_unknown" in this store. To change exams in course-v1:NordicU+STAT101+2026 takes staff status, or being staff or instructor of the course course-v1:NordicU+STAT101+2026.`},
		{PersonInactive, DeedSyncReviews, "The user p_inactive is not active. To let attempts follow their reviews takes staff status."},
		{PersonStaff, DeedCreateAttempt, "p_staff may not create an attempt here: no one may."},
		{PersonStaff, DeedRetireLearner, "p_staff may not retire learners: that takes superuser status."},
	} {
		if got := Sentence(Rights{Actor: someone(c.kind, DoorDesk)}.May(c.deed, somewhere())); got != c.want {
			t.Errorf("%s, %s:\n%s\nwant\n%s", c.kind, c.deed, got, c.want)
		}
	}
}

func TestOrgOf(t *testing.T) {
	t.Parallel()
	for course, want := range map[Text]string{"course-v1:NordicU+STAT101+2026": "NordicU", "NordicU/STAT101/2026": "NordicU", "course-v1:": "", "": "", "nonsense": ""} {
		if got := OrgOf(course); got != want {
			t.Errorf("%q is of %q, want %q", course, got, want)
		}
	}
}

// TestRightsDoc keeps the table in docs/stores.md what the table of rights says.
func TestRightsDoc(t *testing.T) {
	t.Parallel()
	const begin, end = "<!-- rights: go test ./model -run RightsDoc -update -->\n", "<!-- end of rights -->\n"
	path := filepath.Join("..", "docs", "stores.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(data), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("docs/stores.md has no place for the table")
	}
	doc := before + begin + rightsDoc() + end + after
	if *update {
		if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if doc != string(data) {
		t.Error("docs/stores.md is not what the table says; run go test ./model -run RightsDoc -update")
	}
}

func rightsDoc() string {
	var b strings.Builder
	for _, d := range []struct {
		door  Door
		title string
	}{
		{DoorDesk, "At the desk and with the commands"},
		{DoorServer, "At the desk and with the commands, by way of a server"},
		{DoorAPI, "By edx-proctoring's REST API v1"},
		{DoorVendor, "At the door of the proctoring services"},
		{DoorDispatcher, "By the dispatcher, which delivers what people have done"},
	} {
		fmt.Fprintf(&b, "\n%s:\n\n| deed | who may |\n| --- | --- |\n", d.title)
		for _, deed := range Deeds() {
			var who []string
			for _, k := range PersonKinds() {
				if slices.Contains(whoMay(deed, d.door), k) {
					who = append(who, docWord(k))
				}
			}
			if len(who) > 0 {
				fmt.Fprintf(&b, "| `%s` | %s |\n", deed, strings.Join(who, "; "))
			}
		}
	}
	b.WriteString("\n")
	return b.String()
}

// docWord is a kind of people as the documentation names it.
func docWord(k PersonKind) string {
	return map[PersonKind]string{
		PersonNobody: "without signing in", PersonLearner: "every active user", PersonCourseStaff: "staff of the course",
		PersonCourseInstructor: "instructors of the course", PersonOrgWide: "staff and instructors of the whole organisation",
		PersonReviewer: "the group `<backend>_review` of the service", PersonStaff: "staff (`is_staff`)", PersonSuperuser: "superusers",
		PersonService: "the service itself", PersonOwnAttempt: "the learner, for their own attempt",
	}[k]
}

func TestEveryDeedHasWords(t *testing.T) {
	t.Parallel()
	for _, d := range Deeds() {
		if d.phrase(Target{}) == "" {
			t.Errorf("%s has no words", d)
		}
	}
	if len(RightsTable()) != len(Deeds()) {
		t.Errorf("%d rows for %d deeds", len(RightsTable()), len(Deeds()))
	}
}

// Where a server is strict, who is only signed in reports nobody's readiness; all else
// is as without.
func TestStrictRights(t *testing.T) {
	t.Parallel()
	at := Target{Backend: "proctorco", LearnerID: 9}
	people := map[string]Reviewer{
		"learner": {ID: 1, Username: "a"}, "staff": {ID: 2, Username: "b", IsStaff: true},
		"reviewer": {ID: 3, Username: "c", Groups: []string{ReviewGroup("proctorco")}}, "another's": {ID: 4, Username: "d", Groups: []string{ReviewGroup("other")}},
	}
	for name, p := range people {
		for _, door := range []Door{DoorAPI, DoorVendor, DoorDesk} {
			for _, deed := range Deeds() {
				who := Actor{Reviewer: p, Door: door, Authenticated: true}
				open, strict := Rights{Actor: who}.May(deed, at) == nil, Rights{Actor: who, Strict: true}.May(deed, at) == nil
				closes := deed == DeedReportReadiness && door == DoorAPI && (name == "learner" || name == "another's")
				if strict != (open && !closes) || closes && !open {
					t.Errorf("%s, %s, door %s: %v, strict %v", name, deed, door, open, strict)
				}
			}
		}
	}
}
