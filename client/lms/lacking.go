package lms

import (
	"context"
	"iter"
	"time"

	"examdesk/model"
)

// lacking refuses, with the way out, what an LMS's API cannot do.
type lacking struct{ s *Store }

// no is why a deed is not done: the person may not, or nobody can by this way.
func (l lacking) no(ctx context.Context, deed model.Deed) error {
	if err := l.s.May(ctx, deed); err != nil {
		return err
	}
	return lacked[deed].err()
}

// PlanExam implements [model.ExamKeeper].
func (l lacking) PlanExam(ctx context.Context, _ model.ExamEdit) (model.ExamPlan, error) {
	return model.ExamPlan{}, l.no(ctx, model.DeedSetExam)
}

// ChangeExam implements [model.ExamKeeper].
func (l lacking) ChangeExam(ctx context.Context, _ model.ExamEdit) (model.ExamChanged, error) {
	return model.ExamChanged{}, l.no(ctx, model.DeedSetExam)
}

// PlanPolicy implements [model.ExamKeeper].
func (l lacking) PlanPolicy(ctx context.Context, _ model.PolicyChange) (model.ExamPlan, error) {
	return model.ExamPlan{}, l.no(ctx, model.DeedSetPolicy)
}

// ChangePolicy implements [model.ExamKeeper].
func (l lacking) ChangePolicy(ctx context.Context, _ model.PolicyChange) (model.ExamChanged, error) {
	return model.ExamChanged{}, l.no(ctx, model.DeedSetPolicy)
}

// PlanNewExam implements [model.ExamRegistrar].
func (l lacking) PlanNewExam(ctx context.Context, _ model.Exam) (model.ExamOutcome, error) {
	return model.ExamOutcome{}, l.no(ctx, model.DeedCreateExam)
}

// CreateExam implements [model.ExamRegistrar].
func (l lacking) CreateExam(ctx context.Context, _ model.Exam) (model.ExamOutcome, error) {
	return model.ExamOutcome{}, l.no(ctx, model.DeedCreateExam)
}

// PlanRegistration implements [model.ExamRegistrar].
func (l lacking) PlanRegistration(ctx context.Context, _ model.CourseRegistration) (model.RegistrationPlan, error) {
	return model.RegistrationPlan{}, l.no(ctx, model.DeedRegisterExams)
}

// RegisterExams implements [model.ExamRegistrar].
func (l lacking) RegisterExams(ctx context.Context, _ model.CourseRegistration) (model.RegistrationPlan, error) {
	return model.RegistrationPlan{}, l.no(ctx, model.DeedRegisterExams)
}

// PlanRetirement implements [model.LearnerRetirer].
func (l lacking) PlanRetirement(ctx context.Context, _ model.Retirement) (model.RetirementPlan, error) {
	return model.RetirementPlan{}, l.no(ctx, model.DeedRetireLearner)
}

// RetireLearner implements [model.LearnerRetirer].
func (l lacking) RetireLearner(ctx context.Context, _ model.Retirement) (model.RetirementPlan, error) {
	return model.RetirementPlan{}, l.no(ctx, model.DeedRetireLearner)
}

// PreviewReview implements [model.ReviewReceiver].
func (l lacking) PreviewReview(ctx context.Context, _ model.ReviewCallback) (model.ReceivedReview, error) {
	return model.ReceivedReview{}, l.no(ctx, model.DeedReceiveReview)
}

// ReceiveReview implements [model.ReviewReceiver].
func (l lacking) ReceiveReview(ctx context.Context, _ model.ReviewCallback) (model.ReceivedReview, error) {
	return model.ReceivedReview{}, l.no(ctx, model.DeedReceiveReview)
}

// HeldDeliveries implements [model.DeliverySettler]: an LMS holds none.
func (lacking) HeldDeliveries(context.Context, string) ([]model.HeldDelivery, error) { return nil, nil }

// PreviewDelivery implements [model.DeliverySettler].
func (l lacking) PreviewDelivery(ctx context.Context, _ int64) (model.ReceivedReview, error) {
	return model.ReceivedReview{}, l.no(ctx, model.DeedAcceptReview)
}

// AcceptDelivery implements [model.DeliverySettler].
func (l lacking) AcceptDelivery(ctx context.Context, _ int64) (model.ReceivedReview, error) {
	return model.ReceivedReview{}, l.no(ctx, model.DeedAcceptReview)
}

// MayDismiss implements [model.DeliverySettler].
func (l lacking) MayDismiss(ctx context.Context, _ int64) error {
	return l.no(ctx, model.DeedDismissReview)
}

// DismissDelivery implements [model.DeliverySettler].
func (l lacking) DismissDelivery(ctx context.Context, _ int64) error {
	return l.no(ctx, model.DeedDismissReview)
}

// SyncFromReviews implements [model.ReviewSyncer].
func (l lacking) SyncFromReviews(ctx context.Context, _, _ time.Time, _ model.Bulk) ([]model.ItemResult, error) {
	return nil, l.no(ctx, model.DeedSyncReviews)
}

// CanDeliver implements [model.OutboxReader].
func (lacking) CanDeliver() error { return lacked[model.DeedDeliver].err() }

// Messages implements [model.OutboxReader]: there are none.
func (lacking) Messages(context.Context, model.MessageQuery) iter.Seq2[model.Message, error] {
	return func(func(model.Message, error) bool) {}
}

// CountMessages implements [model.OutboxReader].
func (lacking) CountMessages(context.Context) (map[model.MessageState]int64, error) {
	return map[model.MessageState]int64{}, nil
}

// CountFailed implements [model.OutboxReader].
func (lacking) CountFailed(context.Context) (int64, error) { return 0, nil }

// CountRetry implements [model.OutboxKeeper].
func (l lacking) CountRetry(ctx context.Context, _ model.RetrySet) (int64, error) {
	return 0, l.no(ctx, model.DeedRetryDelivery)
}

// RetryMessages implements [model.OutboxKeeper].
func (l lacking) RetryMessages(ctx context.Context, _ model.RetrySet) (int64, error) {
	return 0, l.no(ctx, model.DeedRetryDelivery)
}

// PlanPerson implements [model.PeopleKeeper].
func (l lacking) PlanPerson(ctx context.Context, _ model.PersonChange) (model.PersonPlan, error) {
	return model.PersonPlan{}, l.no(ctx, model.DeedKeepPeople)
}

// ChangePerson implements [model.PeopleKeeper].
func (l lacking) ChangePerson(ctx context.Context, _ model.PersonChange) (model.PersonPlan, error) {
	return model.PersonPlan{}, l.no(ctx, model.DeedKeepPeople)
}

// Applications implements [model.ApplicationKeeper].
func (l lacking) Applications(ctx context.Context) ([]model.Application, error) {
	return nil, l.no(ctx, model.DeedKeepApplications)
}

// AddApplication implements [model.ApplicationKeeper].
func (l lacking) AddApplication(ctx context.Context, _ model.NewApplication) (model.Application, error) {
	return model.Application{}, l.no(ctx, model.DeedKeepApplications)
}

// RevokeApplication implements [model.ApplicationKeeper].
func (l lacking) RevokeApplication(ctx context.Context, _ string) (model.Application, error) {
	return model.Application{}, l.no(ctx, model.DeedKeepApplications)
}

// UpToDate implements [model.StoreMigrator].
func (lacking) UpToDate(context.Context) (bool, error) { return true, nil }

// Migrate implements [model.StoreMigrator].
func (l lacking) Migrate(ctx context.Context, _ func(done, total int64, what string)) error {
	return l.no(ctx, model.DeedMigrate)
}

// PlanUndo implements [model.AllowanceKeeper].
func (l lacking) PlanUndo(ctx context.Context, _ int64) (model.AllowancePlan, error) {
	return model.AllowancePlan{}, l.no(ctx, model.DeedUndoGrant)
}

// AllowanceBatches implements [model.AllowanceKeeper].
func (lacking) AllowanceBatches(context.Context, int) ([]model.AllowanceBatch, error) {
	return nil, lacked[model.DeedUndoGrant].err()
}
