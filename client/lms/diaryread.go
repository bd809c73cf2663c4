package lms

import (
	"context"

	"examdesk/model"
)

func inFile(l model.ActivityLine) *diaryLine {
	return &diaryLine{
		ID: l.ID, At: l.At, Deed: l.Deed, Door: l.Door, UserID: l.Actor.UserID, User: l.Actor.Name.Raw(), OSUser: l.Actor.OSUser.Raw(), Host: l.Actor.Host.Raw(),
		Version: l.Actor.Version, Kind: string(l.Subject.Kind), SubjectID: l.Subject.ID, AttemptID: l.Subject.AttemptID, ExamID: l.Subject.ExamID,
		LearnerID: l.Subject.UserID, From: l.From, To: l.To, DecisionID: l.DecisionID, Prev: l.Prev, Hash: l.Hash,
	}
}

func (l diaryLine) line() model.ActivityLine {
	return model.ActivityLine{
		Activity: model.Activity{
			ID: l.ID, At: l.At, Deed: l.Deed, Door: l.Door,
			Actor: model.ActivityActor{
				UserID: l.UserID, Name: model.Text(l.User), Authenticated: true, OSUser: model.Text(l.OSUser), Host: model.Text(l.Host), Version: l.Version,
			},
			Subject: model.Subject{Kind: model.SubjectKind(l.Kind), ID: l.SubjectID, AttemptID: l.AttemptID, ExamID: l.ExamID, UserID: l.LearnerID},
			From:    l.From, To: l.To, DecisionID: l.DecisionID,
		},
		Prev: l.Prev, Hash: l.Hash,
	}
}

// KeepsActivity implements [model.ActivityReader].
func (*Diary) KeepsActivity(context.Context) (bool, error) { return true, nil }

// Activity implements [model.ActivityReader].
func (d *Diary) Activity(ctx context.Context, q model.ActivityQuery, f func(model.ActivityLine) error) error {
	var lines []model.ActivityLine
	if err := d.look(func() { lines = d.lines }); err != nil {
		return err
	}
	told := 0
	for _, l := range lines {
		if !holds(q, l) {
			continue
		}
		if q.Limit > 0 && told == q.Limit {
			return nil
		}
		if told++; ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := f(l); err != nil {
			return err
		}
	}
	return nil
}

func holds(q model.ActivityQuery, l model.ActivityLine) bool {
	return l.ID > q.After && (q.Deed == "" || l.Deed == q.Deed) && (q.Actor == "" || l.Actor.Name.Raw() == q.Actor) &&
		(q.AttemptID == 0 || l.Subject.AttemptID == q.AttemptID) && (q.From.IsZero() || !l.At.Before(q.From)) && (q.To.IsZero() || !l.At.After(q.To))
}

// ActivityHead implements [model.ActivityReader].
func (d *Diary) ActivityHead(context.Context) (h model.ActivityHead, err error) {
	err = d.look(func() { h = d.head() })
	return h, err
}

// CheckActivity implements [model.ActivityReader].
func (d *Diary) CheckActivity(_ context.Context, noted *model.ActivityHead) (*model.ChainCheck, error) {
	var check *model.ChainCheck
	err := d.look(func() {
		if noted != nil && noted.ID <= d.before.ID {
			noted = nil // what was noted is no longer kept
		}
		check = model.NewChainCheck(noted)
		for _, l := range d.lines {
			check.Next(l)
		}
		check.End(0)
		if d.before.ID > 0 && len(check.Faults) > 0 && check.Faults[0].ID == 1 && len(d.lines) > 0 && d.lines[0].ID == d.before.ID+1 && d.lines[0].Prev == d.before.Hash {
			check.Faults = check.Faults[1:] // the first lines were dropped for their age
		}
	})
	return check, err
}

// Outside implements [model.ActivityReader]: what others do at the LMS is not known here.
func (*Diary) Outside(context.Context, func(model.OutsideRow) error) error { return nil }
