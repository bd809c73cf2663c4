package fake

import (
	"context"
	"slices"
	"strings"
	"time"

	"examdesk/model"
)

// reads answers questions about one attempt, a learner or the store.
type reads struct{ *memory }

// Capabilities implements [model.Describer].
func (s reads) Capabilities(context.Context) (model.Capabilities, error) {
	return model.CapabilitiesOf("memory", s.rights(), s.cfg.ReadOnly), nil
}

// May implements [model.DeedAsker].
func (s reads) May(_ context.Context, deed model.Deed) error { return s.rights().MayAnywhere(deed) }

// Can implements [model.DeedAsker].
func (s reads) Can(ctx context.Context, deed model.Deed, subjects ...model.Subject) (model.Answer, error) {
	if !deed.IsKnown() {
		return model.Answer{}, model.NotOneOf("deed", string(deed), model.Deeds())
	}
	r := s.rights()
	var places []model.Target
	for _, x := range subjects {
		switch x.Kind {
		case model.SubjectAttempt:
			s.mu.Lock()
			row, ok := s.row(x.ID)
			s.mu.Unlock()
			if !ok {
				return model.Answer{}, model.Errorf(model.CodeNotFound, "There is no attempt %d.", x.ID)
			}
			places = append(places, r.At(row.Exam, row.Attempt.UserID))
		case model.SubjectExam:
			d, err := exams(s).ReadExam(ctx, x.ID)
			if err != nil {
				return model.Answer{}, err
			}
			places = append(places, r.At(d.Exam, 0))
		default:
			return model.Answer{Verdict: model.VerdictUnknown, Why: "Try it to find out."}, nil
		}
	}
	return r.Answer(deed, places...).WhereRead(s.cfg.ReadOnly), nil
}

// countLimit is how many attempts are counted; a larger store is estimated from them,
// since counting a million generated rows would hide what the desk itself costs.
const countLimit = 10000

// CountSections implements [model.AttemptFinder].
func (s reads) CountSections(ctx context.Context, course string) ([]model.SectionCount, error) {
	if err := s.enter(ctx, OpCount); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := model.Filter{}
	if course != "" {
		f.Courses = []string{course}
	}
	out := make([]model.SectionCount, len(model.Sections()))
	for i, section := range model.Sections() {
		out[i].Section = section
	}
	w := lists(s).walk(true)
	for range min(s.cfg.Attempts, countLimit) {
		row, ok := w.next()
		if !ok || !lists(s).matches(row, f) {
			continue
		}
		for i := range out {
			if lists(s).matches(row, model.Filter{Section: out[i].Section}) {
				out[i] = counted(out[i], row)
			}
		}
	}
	if s.cfg.Attempts > countLimit {
		for i := range out {
			out[i].Count, out[i].AtLeast = out[i].Count*(s.cfg.Attempts/countLimit), true
		}
	}
	return out, nil
}

func counted(c model.SectionCount, row model.AttemptRow) model.SectionCount {
	c.Count++
	if c.Oldest == nil {
		at := row.Attempt.Modified
		c.Oldest = &at
	}
	return c
}

// ReadAttempt implements [model.AttemptReader].
func (s reads) ReadAttempt(ctx context.Context, id int64) (model.AttemptDetail, error) {
	if err := s.enter(ctx, OpRead); err != nil {
		return model.AttemptDetail{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	row, ok := s.row(id)
	if !ok {
		return model.AttemptDetail{}, model.Errorf(model.CodeNotFound, "There is no attempt %d.", id)
	}
	d := model.AttemptDetail{
		AttemptRow: row,
		History:    s.history(row),
		Allowances: []model.Allowance{{ID: id, ExamID: row.Exam.ID, UserID: row.Learner.ID,
			Key: model.AllowanceReviewPolicyException, Value: s.text("Bilingual dictionary allowed")}},
		Policy: &model.Policy{ID: 1, Text: s.text("Closed book. Two sheets of notes."), SetBy: s.text("prof.lind")},
	}
	if other, ok := s.row(id + 12); ok {
		d.Others = []model.AttemptRow{other}
	}
	if row.Review != nil {
		full := *row.Review
		full.RawData = s.text(`{"reviewStatus": "Suspicious"}`)
		full.Comments = s.comments(row)
		full.Versions = append(slices.Clone(s.archive[id]),
			model.ReviewVersion{ID: 1, Status: model.ReviewClean, RawData: s.text(`{"reviewStatus": "Clean"}`), Replaced: full.Created})
		d.Review = &full
	}
	d.Standing = s.standing(row)
	return d, nil
}

// standing reports where a learner stands, going by an attempt.
func (s reads) standing(row model.AttemptRow) model.Standing {
	return model.StandingOf(s.facts(row))
}

func (s reads) facts(row model.AttemptRow) model.Facts {
	return model.Facts{Now: s.cfg.Now, Exam: row.Exam, Attempt: &row.Attempt, Review: row.Review, OnboardingDays: 365}
}

func (s reads) history(row model.AttemptRow) []model.HistoryEntry {
	at := row.Attempt.Created
	steps := []model.AttemptStatus{model.Created, model.DownloadSoftwareClicked, model.ReadyToStart, model.Started, model.Submitted, row.Attempt.Status}
	out := make([]model.HistoryEntry, 0, len(steps))
	for i, status := range steps {
		out = append(out, model.HistoryEntry{
			ID: int64(i + 1), At: at.Add(time.Duration(i) * 10 * time.Minute), Type: "~", Status: status,
			Who: s.text("the learner"), WhoInferred: true,
		})
	}
	return out
}

func (s reads) comments(row model.AttemptRow) []model.Comment {
	texts := []string{"Another person in the room", "Looking away from computer", "Talking during the exam", "Using a phone", "Left the camera view"}
	statuses := model.ReviewStatuses()
	out := make([]model.Comment, 0, row.Comments)
	for i := range row.Comments {
		out = append(out, model.Comment{
			ID: int64(i + 1), Start: 600 * (i + 1), Stop: 600*(i+1) + 48, Duration: 48,
			Text: s.text(texts[i%len(texts)]), Status: statuses[(i+2)%len(statuses)], Source: model.SourceCamera,
		})
	}
	return out
}

// FindLearners implements [model.LearnerFinder].
func (s reads) FindLearners(ctx context.Context, q model.LearnerQuery) ([]model.Learner, error) {
	if err := s.enter(ctx, OpLearners); err != nil {
		return nil, err
	}
	var out []model.Learner
	for i := 0; i < min(s.cfg.Attempts, countLimit) && len(out) < q.Limit; i++ {
		row := s.invent(i)
		if q.Course != "" && row.Exam.CourseID.Raw() != q.Course {
			continue
		}
		if strings.Contains(searched(row.Learner)+" "+row.Attempt.Code.Raw()+" "+row.Attempt.ExternalID.Raw(), q.Text) {
			out = append(out, row.Learner)
		}
	}
	return out, nil
}

// ListCourses implements [model.CourseLister].
func (s reads) ListCourses(ctx context.Context) ([]model.Course, error) {
	if err := s.enter(ctx, OpCourses); err != nil {
		return nil, err
	}
	var out []model.Course
	for _, e := range exams(s).courseExams() {
		at := slices.IndexFunc(out, func(c model.Course) bool { return c.ID == e.CourseID })
		if at < 0 {
			at = len(out)
			out = append(out, model.Course{ID: e.CourseID})
		}
		out[at].Exams = append(out[at].Exams, e)
	}
	return out, nil
}

// VideoURL implements [model.VideoFinder].
func (s reads) VideoURL(ctx context.Context, attemptID int64) (string, error) {
	if err := s.enter(ctx, OpVideo); err != nil {
		return "", err
	}
	row, ok := s.Row(attemptID)
	if !ok || row.Review == nil {
		return "", model.Errorf(model.CodeNotFound, "No recording came with this attempt's review.")
	}
	if s.cfg.VideoURL != "" {
		return model.CheckVideoURL(s.cfg.VideoURL, nil)
	}
	return "https://video.example.edu/watch", nil
}
