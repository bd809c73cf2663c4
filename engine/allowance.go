package engine

import (
	"cmp"
	"context"
	"slices"

	"examdesk/model"
	"examdesk/store"
)

// AddAllowance grants a learner something for an exam, or changes what was granted
// under the same key (edx-proctoring 5.2.0, api.add_allowance_for_user).
// [model.CodeInvalid] for a value that its key does not allow, [model.CodeNotFound]
// for an unknown learner or exam, [model.CodeInactive] for an inactive exam.
func (e *EdxProctoring) AddAllowance(ctx context.Context, examID int64, user model.UserRef, key, value string) (effects []model.Effect, err error) {
	if err := model.CheckAllowance(key, value); err != nil {
		return nil, err
	}
	err = e.do(ctx, e.caller(), model.DeedGrant, e.ofExam(examID), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		learner, err := findUser(ctx, tx, user)
		if err != nil {
			return nil, err
		}
		exam, err := tx.Exam(ctx, examID)
		if err != nil {
			return nil, err
		}
		l, err := e.grant(ctx, tx, exam, learner.ID, key, value)
		effects = l.effects
		return []line{l}, err
	})
	return effects, err
}

func findUser(ctx context.Context, tx *store.Tx, user model.UserRef) (model.Learner, error) {
	if user.ID != 0 {
		return tx.Learner(ctx, user.ID)
	}
	l, err := tx.LearnerByName(ctx, user.Name)
	if err != nil {
		return model.Learner{}, err
	}
	if l == nil {
		return model.Learner{}, model.Errorf(model.CodeNotFound, "There is no user with the username or e-mail %q.", user.Name)
	}
	return *l, nil
}

// grants writes allowances.
type grants struct{ *core }

// grant writes one allowance; its event is in the line.
func (e grants) grant(ctx context.Context, tx *store.Tx, exam model.Exam, userID int64, key, value string) (line, error) {
	if !exam.IsActive {
		return line{}, model.Errorf(model.CodeInactive, "The exam %s is not active, so no allowance can be granted for it.", exam.Name)
	}
	now := e.now()
	a, err := tx.AllowanceOf(ctx, exam.ID, userID, key)
	if err != nil {
		return line{}, err
	}
	if a != nil {
		former := a.Value.Raw()
		a.Value = model.Text(value)
		return allowanceLine(exam, *a, "updated", former, value), tx.UpdateAllowance(ctx, a.ID, value, now)
	}
	a = &model.Allowance{ExamID: exam.ID, UserID: userID, Key: model.Text(key), Value: model.Text(value)}
	a.ID, err = tx.InsertAllowance(ctx, *a, now)
	return allowanceLine(exam, *a, "created", "", value), err
}

// allowanceLine is an allowance in a line of activity. It keeps a value only if that
// is a number of minutes, since others may reveal something about a person.
func allowanceLine(exam model.Exam, a model.Allowance, verb, from, to string) line {
	if a.Key.Raw() != model.AllowanceAdditionalTime {
		from, to = "", ""
	}
	return line{
		subject: model.Subject{Kind: model.SubjectAllowance, ID: a.ID, ExamID: exam.ID, UserID: a.UserID},
		from:    from, to: to, effects: []model.Effect{model.AllowanceEvent(exam, a, verb)},
	}
}

// RemoveAllowance removes what a learner was granted under a key (edx-proctoring
// 5.2.0, api.remove_allowance_for_user). If there is nothing to remove it does
// nothing; the effects show whether there was.
func (e *EdxProctoring) RemoveAllowance(ctx context.Context, examID, userID int64, key string) (effects []model.Effect, err error) {
	err = e.do(ctx, e.caller(), model.DeedGrant, e.ofExams([]int64{examID}), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		a, err := tx.AllowanceOf(ctx, examID, userID, key)
		if err != nil || a == nil {
			return nil, err
		}
		exam, err := tx.Exam(ctx, examID)
		if err != nil {
			return nil, err
		}
		l := allowanceLine(exam, *a, "deleted", a.Value.Raw(), "")
		effects = l.effects
		return []line{l}, tx.DeleteAllowance(ctx, a.ID, e.now())
	})
	return effects, err
}

// AddAllowances grants allowances in bulk, in one transaction (edx-proctoring 5.2.0,
// api.add_bulk_allowances). A pair that cannot be granted is reported, and the others
// are granted; a repeated pair counts once. A value that fits no pair is an error of
// code [model.CodeInvalid] before anything is written. If the store fails, nothing is
// written.
func (e *EdxProctoring) AddAllowances(ctx context.Context, b model.BulkAllowance) (results []model.PairResult, effects []model.Effect, err error) {
	if err := b.Check(); err != nil {
		return nil, nil, err
	}
	err = e.do(ctx, e.caller(), model.DeedGrant, e.ofExams(b.ExamIDs), func(tx *store.Tx, _ model.Actor) (lines []line, err error) {
		users := newUserCache(b.Users)
		for _, id := range sortedUnique(b.ExamIDs) {
			pairs, granted, err := e.grantExam(ctx, tx, b, id, users)
			if err != nil {
				return nil, err
			}
			results, lines = append(results, pairs...), append(lines, granted...)
		}
		for _, l := range lines {
			effects = append(effects, l.effects...)
		}
		return lines, nil
	})
	if err != nil {
		return nil, nil, err
	}
	return results, effects, nil
}

// grantExam grants an exam's allowance to all the learners. A problem with one pair
// is in its result; an error is the store's own.
func (e grants) grantExam(ctx context.Context, tx *store.Tx, b model.BulkAllowance, examID int64, users *userCache) (results []model.PairResult, lines []line, err error) {
	var key, value string
	exam, whole := tx.Exam(ctx, examID)
	if whole == nil {
		key, value, whole = b.ValueFor(exam)
	}
	for _, ref := range users.refs {
		pair := model.PairResult{ExamID: examID, User: ref, Err: whole}
		if pair.Err == nil {
			var l line
			if l, pair.Err = e.grantRef(ctx, tx, exam, users, ref, key, value); pair.Err == nil {
				lines = append(lines, l)
			}
		}
		if pair.Err != nil && !isPairsOwn(pair.Err) {
			return nil, nil, pair.Err
		}
		results = append(results, pair)
	}
	return results, lines, nil
}

func (e grants) grantRef(ctx context.Context, tx *store.Tx, exam model.Exam, users *userCache, ref model.UserRef, key, value string) (line, error) {
	learner, err := users.find(ctx, tx, ref)
	if err != nil {
		return line{}, err
	}
	return e.grant(ctx, tx, exam, learner, key, value)
}

// isPairsOwn reports whether an error concerns one pair, rather than the store.
func isPairsOwn(err error) bool {
	switch model.CodeOf(err) {
	case model.CodeNotFound, model.CodeInactive, model.CodeInvalid:
		return true
	default:
		return false
	}
}

// userCache looks up each learner of a bulk once.
type userCache struct {
	refs  []model.UserRef
	found map[model.UserRef]int64
	errs  map[model.UserRef]error
}

func newUserCache(refs []model.UserRef) *userCache {
	c := &userCache{found: map[model.UserRef]int64{}, errs: map[model.UserRef]error{}}
	seen := map[model.UserRef]bool{}
	for _, r := range refs {
		if !seen[r] {
			seen[r] = true
			c.refs = append(c.refs, r)
		}
	}
	return c
}

func (c *userCache) find(ctx context.Context, tx *store.Tx, ref model.UserRef) (int64, error) {
	if id, known := c.found[ref]; known {
		return id, c.errs[ref]
	}
	l, err := findUser(ctx, tx, ref)
	c.found[ref], c.errs[ref] = l.ID, err
	return l.ID, err
}

func sortedUnique[T cmp.Ordered](list []T) []T {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}
