package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// AttemptData returns what a learner's page shows about an attempt; inMFE asks for
// addresses in the learning micro-frontend (edx-proctoring 5.2.0,
// api.get_exam_attempt_data). [model.CodeNotFound] if there is no such exam or
// attempt. An attempt whose time is over is timed out, which is what the plan
// describes.
func (e *EdxProctoring) AttemptData(ctx context.Context, examID, attemptID int64, inMFE bool) (model.AttemptData, model.Plan, error) {
	exam, err := e.Exam(ctx, examID)
	if err != nil {
		return model.AttemptData{}, model.Plan{}, err
	}
	row, plan, err := e.Attempt(ctx, attemptID)
	if err != nil {
		return model.AttemptData{}, model.Plan{}, err
	}
	total, own := row.Attempt.OwnMinutes()
	if !own {
		// The time left comes from the newest attempt, so that is read as well.
		_, more, err := e.CurrentAttempt(ctx, exam.ID, row.Learner.ID)
		if err != nil {
			return model.AttemptData{}, plan, err
		}
		plan.Effects = append(plan.Effects, more.Effects...)
		if total, err = view(ctx, e, func(tx *store.Tx) (int, error) { return allowedMinutes(ctx, tx, exam, row.Learner.ID, e.now()) }); err != nil {
			return model.AttemptData{}, plan, err
		}
	}
	backend := e.cfg.Backends.Resolve(exam)
	out := model.AttemptDataOf(row, exam, backend, e.cfg.Site, total, e.now())
	out.ExamURL = e.cfg.Site.ExamURL(exam.CourseID.Raw(), exam.ContentID.Raw(), inMFE)
	if backend != nil {
		out.Service, err = e.attemptService(ctx, *backend, exam, row.Attempt)
	}
	return out, plan, err
}

func (e attempts) attemptService(ctx context.Context, b model.Backend, exam model.Exam, a model.Attempt) (*model.AttemptServiceData, error) {
	out := &model.AttemptServiceData{
		PingSeconds: b.PingSeconds(), WantsDownload: a.Status == model.Created || a.Status == model.DownloadSoftwareClicked,
	}
	s := e.service(b.Name)
	if s == nil {
		return out, nil
	}
	out.JavascriptURL = s.Javascript()
	if !out.WantsDownload {
		return out, nil
	}
	var err error
	if out.DownloadURL, err = s.DownloadURL(ctx, exam, a); err != nil {
		return nil, model.Wrap(err, model.CodeUnavailable, "The proctoring service %s has no address for its software.", b.Name)
	}
	return out, nil
}
