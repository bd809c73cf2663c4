package view

import (
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// now is the moment at which all tests draw: Fri 20 Nov 2026, 17:04 in Zurich.
func now() time.Time { return time.Date(2026, 11, 20, 16, 4, 0, 0, time.UTC) }

// zurich stands for the reviewer's zone. It is made by hand so that the tests
// need no zone database; all drawn times but two lie in winter.
func zurich() *time.Location { return time.FixedZone("CET", 3600) }

func frame(width, height int, mode theme.Mode) Frame {
	return Frame{Width: width, Height: height, Theme: theme.New(mode), Now: now(), Zone: zurich()}
}

func ago(d time.Duration) time.Time { return now().Add(-d) }

func pointer[T any](v T) *T { return &v }

const hostileText = "Unclear \x1b]52;c;aGFjaw==\x07\x1b[2J\x1b[31mred\u202etxt\u009b2J\rOVER\nline\ttab"

func midterm() model.Exam {
	return model.Exam{
		ID: 3, CourseID: "course-v1:NU+STAT101+2026", Name: "Midterm 1", Backend: "software_secure",
		IsProctored: true, IsActive: true, TimeLimitMins: 90,
	}
}

func reviewerPerson() *model.Learner {
	return &model.Learner{ID: 1, Username: "r.adeyemi", FullName: "Ruth Adeyemi"}
}

// rowOf is a row that needs a decision.
func rowOf() model.AttemptRow {
	submitted := time.Date(2026, 11, 10, 10, 32, 4, 0, time.UTC)
	return model.AttemptRow{
		Attempt: model.Attempt{
			ID: 1207, ExamID: 3, UserID: 9, Code: "4394D61A-2314-49D1-8D34-51CEE20640F5", ExternalID: "58A6B82F-30E6",
			Created: submitted.Add(-104 * time.Minute), Modified: ago(9 * day),
			StartedAt: pointer(submitted.Add(-87 * time.Minute)), CompletedAt: pointer(submitted),
			AllowedTimeLimitMins: pointer(90), Status: model.SecondReviewRequired, TakingAsProctored: true,
		},
		Learner: model.Learner{ID: 9, Username: "thandiwe_silva", FullName: "Thandiwe Silva", Email: "thandiwe_silva@students.example.edu", IsActive: true},
		Exam:    midterm(),
		Review: &model.Review{
			ID: 5, Status: model.ReviewSuspicious, HasVideo: true, IsAttemptActive: true,
			Created: ago(10 * day), Modified: ago(9 * day), RawData: rawNew,
		},
		Comments: 6,
	}
}

const (
	rawOld = `{"reviewStatus":"Rules Violation","examMetaData":{"examCode":"X","ssiProduct":"rp-now","note":null},` +
		`"webCamComments":[{"comments":"Photo ID not provided","duration":20,"eventStart":4,"eventFinish":24,"eventStatus":"Rules Violation"},` +
		`{"comments":"Using a phone","duration":9,"eventStart":3300,"eventFinish":3309,"eventStatus":"Suspicious"}],"desktopComments":[]}`
	rawNew = `{"reviewStatus":"Suspicious","examMetaData":{"examCode":"X","ssiProduct":"rp-now","grade":"B"},` +
		`"webCamComments":[{"comments":"Using a phone","duration":9,"eventStart":3300,"eventFinish":3309,"eventStatus":"Suspicious"}],` +
		`"desktopComments":[{"comments":"Messaging application open","duration":62,"eventStart":1200,"eventFinish":1262,"eventStatus":"Suspicious"}]}`
)

func someComments() []model.Comment {
	return []model.Comment{
		{ID: 1, Start: 868, Stop: 916, Duration: 48, Status: model.ReviewSuspicious, Source: model.SourceCamera, Text: "Another person in the room"},
		{ID: 2, Start: 1140, Stop: 1510, Duration: 370, Status: model.ReviewRulesViolation, Source: model.SourceCamera, Text: "Looking away from computer"},
		{ID: 3, Start: 1200, Stop: 1262, Duration: 62, Status: model.ReviewSuspicious, Source: model.SourceDesktop, Text: "Messaging application open"},
		{ID: 4, Start: 3300, Stop: 3309, Duration: 9, Status: model.ReviewSuspicious, Source: model.SourceCamera, Text: "Using a phone"},
		{ID: 5, Start: 4269, Stop: 4389, Duration: 120, Status: model.ReviewClean, Source: model.SourceUnknown, Text: "Left the camera view; the learner had asked for a short break beforehand and came back within the time that the policy of the course gives"},
		{ID: 6, Start: 9000, Stop: 9010, Duration: 10, Status: model.ReviewNotReviewed, Source: model.SourceCamera, Text: hostileText},
	}
}

// detailOf is the attempt of rowOf with everything that can be known of it.
func detailOf() model.AttemptDetail {
	d := model.AttemptDetail{AttemptRow: rowOf(), Continues: 1184, Stuck: []model.StuckReason{model.StuckNeedsDecision}}
	review := *d.Review
	review.Comments = someComments()
	review.Versions = []model.ReviewVersion{
		{ID: 12, Status: model.ReviewSuspicious, RawData: rawNew, Replaced: ago(9 * day)},
		{ID: 11, Status: model.ReviewRulesViolation, RawData: rawOld, ReviewedBy: nil, Replaced: ago(9*day + time.Hour)},
	}
	d.Review = &review
	c := d.Attempt.Created
	for i, s := range []model.AttemptStatus{model.Created, model.DownloadSoftwareClicked, model.ReadyToStart, model.Started, model.Submitted} {
		at := []time.Duration{0, 4 * time.Minute, 12 * time.Minute, 17 * time.Minute, 104 * time.Minute}[i]
		d.History = append(d.History, model.HistoryEntry{ID: int64(i), At: c.Add(at), Type: "~", Status: s, Who: "the learner", WhoInferred: true})
	}
	d.History[0].Type = "+"
	d.History = append(d.History, model.HistoryEntry{ID: 9, At: ago(9 * day), Type: "~", Status: model.SecondReviewRequired, Who: "the vendor's review", WhoInferred: true})
	d.Allowances = []model.Allowance{
		{ID: 1, Key: model.AllowanceAdditionalTime, Value: "30"},
		{ID: 2, Key: model.AllowanceReviewPolicyException, Value: "Bilingual dictionary allowed"},
	}
	d.Policy = &model.Policy{ID: 1, Text: "Closed book. Two sheets of notes; no calculator; short breaks are allowed when they are announced to the camera.", SetBy: "prof.lind", Modified: ago(90 * day)}
	other := rowOf()
	other.Attempt.ID, other.Attempt.Status, other.Exam.Name, other.Review = 1301, model.Verified, "Midterm 2", &model.Review{Status: model.ReviewClean}
	final := rowOf()
	final.Attempt.ID, final.Attempt.Status, final.Exam.Name, final.Review = 1400, model.Submitted, "Final exam", nil
	d.Others = []model.AttemptRow{final, other}
	d.Standing = model.StandingOf(model.Facts{Now: now(), Exam: d.Exam, Attempt: &d.Attempt, Review: d.Review})
	return d
}

// hostileDetail has text that tries to break the screen in every field.
func hostileDetail() model.AttemptDetail {
	d := detailOf()
	wide := model.Text("李小龙" + hostileText + "👩‍👩‍👧‍👦❤️🇨🇭e\u0301\u0301\u0301\u0301\u0301\u0301नमस्ते שלום")
	d.Learner = model.Learner{Username: wide, FullName: wide, Email: wide}
	d.Exam.Name, d.Exam.CourseID, d.Exam.Backend = wide, "course-v1:"+wide+"+"+wide+"+"+wide, wide
	d.Attempt.Code, d.Attempt.ExternalID = wide, wide
	d.Attempt.Status = model.AttemptStatus(wide)
	d.Policy.Text, d.Policy.SetBy = wide+"\n"+wide, wide
	d.Review.Status, d.Review.ReviewedBy = model.ReviewStatus(wide), &model.Learner{Username: wide}
	d.Review.Versions[0].RawData = "{\"k\x1b[2J\":\"\\u001b[2J\\u202e\",\"comments\":[{\"comment\":\"\\u001b]0;x\\u0007\",\"status\":\"\\u009b2J\",\"start\":1e99}]}"
	d.Review.Versions[1].RawData = "not JSON \x1b[2J"
	for i := range d.History {
		d.History[i].Who, d.History[i].Status, d.History[i].Type = wide, model.AttemptStatus(wide), "\x1b[2J"
	}
	for i := range d.Allowances {
		d.Allowances[i].Key, d.Allowances[i].Value = wide, wide
	}
	for i := range d.Others {
		d.Others[i].Exam.Name, d.Others[i].Attempt.Status = wide, model.AttemptStatus(wide)
	}
	d.Stuck = []model.StuckReason{model.StuckReason("\x1b[2J")}
	d.Standing = model.StandingOf(model.Facts{Now: now(), Exam: d.Exam, Attempt: &d.Attempt, Review: d.Review})
	const largest = 1<<31 - 1
	d.Review.Comments = append(d.Review.Comments,
		model.Comment{Start: -5, Stop: -1, Duration: -4, Status: "\x1b[2J", Text: wide, Source: "\x1b[2J"},
		model.Comment{Start: largest, Stop: largest, Duration: largest, Status: model.ReviewClean, Text: ""},
		model.Comment{Start: -1 << 63, Stop: 1<<63 - 1, Duration: -1 << 63, Text: model.Text("\u0301")})
	d.Review.FormerComments = d.Review.Comments
	return d
}

// crowdedDetail has hundreds of comments and versions.
func crowdedDetail() model.AttemptDetail {
	d := detailOf()
	d.Review.Comments, d.Review.Versions = nil, nil
	statuses := model.ReviewStatuses()
	for i := range 300 {
		d.Review.Comments = append(d.Review.Comments, model.Comment{
			ID: int64(i), Start: i * 17, Stop: i*17 + i%90, Duration: i % 90, Status: statuses[i%4],
			Source: []model.CommentSource{model.SourceCamera, model.SourceDesktop}[i%2], Text: "Looking away from the computer again",
		})
	}
	for i := range 30 {
		d.Review.Versions = append(d.Review.Versions, model.ReviewVersion{ID: int64(i), Status: statuses[i%4], RawData: rawNew, Replaced: ago(day)})
	}
	d.Comments = 300
	return d
}

// bareDetail has nothing that an attempt may lack.
func bareDetail() model.AttemptDetail {
	return model.AttemptDetail{AttemptRow: model.AttemptRow{Attempt: model.Attempt{Status: model.Created}}}
}

// details are all of these by name.
func details() map[string]model.AttemptDetail {
	reversed := detailOf()
	reversed.Attempt.StartedAt, reversed.Attempt.CompletedAt = reversed.Attempt.CompletedAt, reversed.Attempt.StartedAt
	one := detailOf()
	one.Review.Comments = one.Review.Comments[:1]
	none := detailOf()
	none.Review.Comments, none.Review.Versions, none.History = nil, nil, nil
	running := detailOf()
	running.Attempt.CompletedAt, running.Attempt.Status, running.Review = nil, model.Started, nil
	return map[string]model.AttemptDetail{
		"usual": detailOf(), "hostile": hostileDetail(), "crowded": crowdedDetail(), "bare": bareDetail(),
		"reversed": reversed, "one": one, "none": none, "running": running,
	}
}

// previewOf is a rejection with everything that can follow, made by the rules.
func previewOf() model.Preview {
	row := rowOf()
	s := model.ReviewSituation{
		Situation: model.Situation{
			Now: now(), Attempt: row.Attempt, Exam: row.Exam, Backends: model.DefaultBackends(), Rules: model.DefaultReviewRules(),
			OtherExams: []model.OtherExam{{Exam: model.Exam{ID: 4, Name: "Midterm 2", IsProctored: true}}},
		},
		Review:   row.Review,
		Reviewer: model.Reviewer{ID: 1, Username: "r.adeyemi", IsStaff: true},
	}
	p := model.Preview{Row: row, Reviewer: s.Reviewer, Review: model.ReviewSuspicious, FromReview: row.Review.Status, From: row.Attempt.Status}
	plan, err := model.Decide(s, p.Review)
	if err != nil {
		return p
	}
	p.To, p.Effects, p.Warnings, p.Outcomes = plan.To, plan.Effects, plan.Warnings, plan.Outcomes
	return p
}

// crowdedPreview has more consequences than any screen has lines.
func crowdedPreview() model.Preview {
	p := previewOf()
	for range 40 {
		p.Effects = append(p.Effects, model.Effect{Kind: model.EffectDecline, Exam: model.Exam{Name: hostileText + "长长的考试名称长长的考试名称"}})
	}
	p.Warnings = []string{"The learner is in the exam right now.", "m.keller decided this before: Clean.", hostileText}
	p.RecordedOnly, p.Note = true, "The store has no platform: what happens outside of it is recorded, and nobody is told."
	p.Reviewer.Username = hostileText
	return p
}

func hints() []KeyHint {
	return []KeyHint{
		{Key: "v", Text: "verify"}, {Key: "r", Text: "reject"}, {Key: "n", Text: "next"}, {Key: "o", Text: "video", Why: "There is no video."},
		{Key: "space", Text: "mark"}, {Key: "enter", Text: "open"}, {Key: "/", Text: "filter"}, {Key: ":", Text: "command"}, {Key: "?", Text: "help"},
	}
}

func groups() []HelpGroup {
	return []HelpGroup{
		{Title: "Decide", Keys: hints()},
		{Title: "Move", Keys: []KeyHint{{Key: "j, down", Text: "next attempt"}, {Key: "k, up", Text: "attempt before"}, {Key: "ctrl-d", Text: "half a page down, as far as the list goes and not a line further"}}},
		{Title: "Find", Keys: hints()[5:]},
		{Title: hostileText, Keys: []KeyHint{{Key: hostileText, Text: hostileText, Why: hostileText}}},
	}
}

func counts() []model.SectionCount {
	out := make([]model.SectionCount, 0, len(model.Sections()))
	for i, s := range model.Sections() {
		c := model.SectionCount{Section: s, Count: []int{68, 41, 94, 6, 830, 212, 102, 55, 1431}[i], Oldest: pointer(ago(time.Duration(i+1) * 5 * day))}
		c.AtLeast = s == model.SectionAll
		out = append(out, c)
	}
	return out
}

func queueRows(n int) []model.AttemptRow {
	names := []model.Text{"thandiwe_silva", "b_kowalski", "mei_zhang", "李小龙", "o_brien", "noor_haddad", "", hostileText, "a_very_long_username_that_goes_on_and_on_and_on"}
	statuses := model.AttemptStatuses()
	out := make([]model.AttemptRow, n)
	for i := range out {
		r := rowOf()
		r.Attempt.ID, r.Learner.Username = int64(i+1), names[i%len(names)]
		r.Attempt.Modified = ago(time.Duration(i*i) * 7 * time.Hour)
		r.Attempt.Status = statuses[(i*5+9)%len(statuses)]
		r.Comments = i * i * 3
		switch i % 4 {
		case 1:
			r.Review = &model.Review{Status: model.ReviewClean, ReviewedBy: reviewerPerson()}
		case 2:
			r.Review = nil
		case 3:
			r.Exam.CourseID, r.Review = "NU/LAW220/2026", &model.Review{Status: model.ReviewRulesViolation}
		}
		out[i] = r
	}
	return out
}
