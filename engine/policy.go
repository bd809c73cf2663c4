package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// CreateReviewPolicy gives an exam its review policy and tells the service about it
// (edx-proctoring 5.2.0, api.create_exam_review_policy); [model.CodeConflict] if it
// already has one.
func (e *EdxProctoring) CreateReviewPolicy(ctx context.Context, examID, setBy int64, policy string) (int64, error) {
	var id int64
	var exam model.Exam
	err := e.do(ctx, e.caller(), model.DeedSetPolicy, e.ofExam(examID), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		var err error
		if exam, err = tx.Exam(ctx, examID); err != nil {
			return nil, err
		}
		now, err := tx.PolicyOf(ctx, examID)
		if err != nil {
			return nil, err
		}
		if now != nil {
			return nil, model.Errorf(model.CodeConflict, "The exam %s already has a review policy; change that one.", exam.Name)
		}
		id, err = tx.InsertPolicy(ctx, examID, setBy, policy, e.now())
		return []line{policyLine(examID, id, "created")}, err
	})
	if err != nil {
		return 0, err
	}
	return id, e.tellOfExam(ctx, e.caller(), &exam)
}

// UpdateReviewPolicy changes an exam's review policy and tells the service about it;
// an empty text removes it (edx-proctoring 5.2.0, api.update_review_policy).
// [model.CodeNotFound] if the exam has none.
func (e *EdxProctoring) UpdateReviewPolicy(ctx context.Context, examID, setBy int64, policy string) error {
	if policy == "" {
		return e.RemoveReviewPolicy(ctx, examID)
	}
	exam, err := e.changePolicy(ctx, examID, "updated", func(tx *store.Tx, p model.PolicyRow) error {
		return tx.UpdatePolicy(ctx, p.ID, setBy, policy, e.now())
	})
	if err != nil {
		return err
	}
	return e.tellOfExam(ctx, e.caller(), &exam)
}

// RemoveReviewPolicy removes an exam's review policy. The service is not told, as in
// the original (edx-proctoring 5.2.0, api.remove_review_policy). [model.CodeNotFound]
// if the exam has none.
func (e *EdxProctoring) RemoveReviewPolicy(ctx context.Context, examID int64) error {
	_, err := e.changePolicy(ctx, examID, "deleted", func(tx *store.Tx, p model.PolicyRow) error {
		return tx.DeletePolicy(ctx, p.ID, e.now())
	})
	return err
}

// ReviewPolicy reads an exam's review policy (edx-proctoring 5.2.0,
// api.get_review_policy_by_exam_id); [model.CodeNotFound] if the exam has none.
func (e examReads) ReviewPolicy(ctx context.Context, examID int64) (policy model.PolicyRow, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		p, err := mustHavePolicy(ctx, tx, examID)
		policy = p
		return err
	})
	return policy, err
}

// changePolicy edits and returns the review policy of an exam.
func (e *EdxProctoring) changePolicy(ctx context.Context, examID int64, verb string, edit func(*store.Tx, model.PolicyRow) error) (exam model.Exam, err error) {
	err = e.do(ctx, e.caller(), model.DeedSetPolicy, e.ofExam(examID), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		p, err := mustHavePolicy(ctx, tx, examID)
		if err != nil {
			return nil, err
		}
		if exam, err = tx.Exam(ctx, examID); err != nil {
			return nil, err
		}
		return []line{policyLine(examID, p.ID, verb)}, edit(tx, p)
	})
	return exam, err
}

// policyLine is a review policy in a line of activity.
func policyLine(examID, id int64, verb string) line {
	return line{subject: model.Subject{Kind: model.SubjectPolicy, ID: id, ExamID: examID}, to: verb}
}

func mustHavePolicy(ctx context.Context, tx *store.Tx, examID int64) (model.PolicyRow, error) {
	p, err := tx.PolicyOf(ctx, examID)
	if err != nil {
		return model.PolicyRow{}, err
	}
	if p == nil {
		return model.PolicyRow{}, model.Errorf(model.CodeNotFound, "The exam %d has no review policy.", examID)
	}
	return *p, nil
}
