package lms

import (
	"context"

	"examdesk/client/lms/api"
	"examdesk/model"
)

// nullBackend is edx-proctoring's stand-in that no review can be delivered to: it has no
// form for one.
const nullBackend = "null"

// cannotDecide is why an attempt cannot be decided by way of the LMS's API, with the way
// out; nil if it can. Each is something that the LMS answers with an error, or without one
// and wrongly.
func (s *Store) cannotDecide(ctx context.Context, row model.AttemptRow, backend *model.Backend) error {
	id := row.Attempt.ExternalID.Raw()
	no := func(why, wayOut string) error { return model.Errorf(model.CodeUnsupported, "%s %s", why, wayOut) }
	switch {
	case backend == nil:
		return model.Errorf(model.CodeNotProctored, "%s is a timed exam or no longer proctored, and an LMS takes no review of one. The course team can make it proctored again, in Studio.", row.Exam.Name)
	case backend.Name == nullBackend:
		return no("The exam is taken at the null backend, of which an LMS takes no reviews.", "On the server: ./manage.py lms set_attempt_status --attempt ID --to STATUS.")
	case id == "":
		return no("The attempt has no external id, by which an LMS's API finds what a review is about.", inAdmin+", if the attempt has a review; on the server: ./manage.py lms set_attempt_status --attempt ID --to STATUS.")
	case !api.MaySend(id):
		return no("The attempt's external id "+model.Clean(id)+" has other characters than letters, digits, - and _, so an LMS's API has no address for it.", inAdmin+", where the review can be changed.")
	}
	others, err := s.sharing(ctx, row)
	if err != nil {
		return err
	}
	if others > 0 {
		return no("Another attempt has the same external id "+model.Clean(id)+", so the LMS could not tell which one is meant.", inAdmin+", where the review can be changed.")
	}
	return nil
}

// sharing counts the other attempts with an attempt's external id, as far as the mirror
// has them.
func (s *Store) sharing(ctx context.Context, row model.AttemptRow) (n int, err error) {
	q := model.AttemptQuery{Filter: model.Filter{Text: row.Attempt.ExternalID.Raw()}, Limit: 50}
	page, err := s.cfg.Reads.FindAttempts(ctx, q)
	for _, r := range page.Rows {
		if r.Attempt.ExternalID == row.Attempt.ExternalID && r.Attempt.ID != row.Attempt.ID {
			n++
		}
	}
	return n, err
}

// cannotReach is why a decision would not lead where it should, with the way out.
func cannotReach(row model.AttemptRow, to model.AttemptStatus, review model.ReviewStatus, me api.Account) error {
	switch {
	case to == model.Errored && review != model.ReviewNotReviewed:
		return model.Errorf(model.CodeUnsupported, "%s never submitted this attempt, so the LMS would turn the decision into an error. Reject it, let the learner submit it, or on the server: ./manage.py lms set_attempt_status --attempt ID --to STATUS.", row.Learner.Username)
	case to == model.Rejected && me.Email == "":
		return model.Errorf(model.CodeUnsupported, "The LMS gives no e-mail for %s, and without the reviewer's e-mail it sends a rejection back to second review. Set the e-mail of the account, or reject it in Django admin at /admin/edx_proctoring/ of the LMS.", me.Username)
	}
	return nil
}
