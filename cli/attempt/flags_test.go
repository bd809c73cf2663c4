package attempt

import (
	"testing"

	"examdesk/cli/find"
	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/model"
)

// fakeStore has the roles that the commands of attempts ask.
type fakeStore struct {
	kittest.Fake
	kittest.FewAttempts
	kittest.FewExams
}

// newFake is a store with two attempts of one learner at one exam, 7 and 8.
func newFake() *fakeStore {
	mei := model.Learner{ID: 3, Username: "mei_zhang", IsActive: true}
	exam := model.Exam{ID: 2, Name: "Midterm 1", CourseID: "course-v1:NordicU+STAT101+2026", IsProctored: true}
	s := &fakeStore{}
	for id := int64(7); id <= 8; id++ {
		s.FewAttempts.All = append(s.FewAttempts.All, model.AttemptDetail{AttemptRow: model.AttemptRow{
			Attempt: model.Attempt{ID: id, Code: "CODE-OF-7", Status: model.Submitted, Created: kittest.Now(), Modified: kittest.Now()},
			Learner: mei, Exam: exam,
		}})
	}
	s.Learners, s.FewExams.All = []model.Learner{mei}, []model.Exam{exam}
	s.Effects = []model.Effect{{Kind: model.EffectCompletion, Certainty: model.Will}}
	s.Preview.To, s.Change.To = model.Verified, model.Verified
	return s
}

// on is a program, not a person, that runs a command on a store. A script has no one
// to answer questions.
func (s *fakeStore) on(t *testing.T) *kittest.Desk {
	d := kittest.On(t, &kit.Opened{Store: s, Rules: model.LatestRules(), RuledBy: "6.1.2"}, "")
	d.IsTerminal = false
	return d
}

// asked are the options of a change of attempts 7 and 8, carried out without a question.
func asked(d *kittest.Desk, ids ...string) ChangeOptions {
	return ChangeOptions{Factory: d.Factory, Change: kit.Change{Yes: true}, IDs: ids}
}

func TestChangeFlags(t *testing.T) {
	t.Parallel()
	for name, cmd := range map[string]kittest.New[ChangeOptions]{"resume": NewCmdResume, "reset": NewCmdReset} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := kittest.Options(t, cmd, "7", "8", "--dry-run", "--json")
			if len(o.IDs) != 2 || o.IDs[1] != "8" || !o.DryRun || !o.AsJSON || o.Yes {
				t.Errorf("options %+v", o)
			}
			o = kittest.Options(t, cmd, "--filter", "is:resumable", "--yes")
			if o.Choice != (find.Choice{Filter: "is:resumable"}) || !o.Yes || o.AsJSON || len(o.IDs) > 0 {
				t.Errorf("options %+v", o)
			}
		})
	}
}

func TestDeleteFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdDelete, "--all-of", "mei_zhang", "--exam", "4", "--yes")
	if o.AllOf != "mei_zhang" || o.Exam != "4" || !o.Yes || len(o.IDs) > 0 {
		t.Errorf("options %+v", o)
	}
	if o = kittest.Options(t, NewCmdDelete, "7", "--json=attempt_id"); len(o.IDs) != 1 || !o.AsJSON || o.AllOf != "" {
		t.Errorf("options %+v", o)
	}
}

func TestSetStatusFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdSetStatus, "submitted", "7", "8", "--yes")
	if o.Status != "submitted" || len(o.IDs) != 2 || o.IDs[0] != "7" || !o.Yes {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdSetStatus)
}

func TestReviewFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdReview, "7", "--outcome", "clean", "--reason", "Allowed.", "--dry-run")
	if o.Outcome != "clean" || o.Reason != "Allowed." || !o.DryRun || len(o.IDs) != 1 {
		t.Errorf("options %+v", o)
	}
}

func TestViewFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdView, "7", "--video", "--zone", "Europe/Oslo", "--json")
	if o.Attempt != "7" || !o.Video || o.Zone != "Europe/Oslo" || !o.AsJSON {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdView)
	kittest.BadUsage(t, NewCmdView, "7", "8")
}
