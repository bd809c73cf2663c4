package attempt

import (
	"testing"

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
