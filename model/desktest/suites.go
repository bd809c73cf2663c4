package desktest

import "testing"

// suite is the contract of one role.
type suite struct {
	role string
	has  func(store any) bool
	run  func(t *testing.T, f Fixture, store any)
}

// reads returns a suite that writes nothing, so that all of them share a store.
func reads[R any](role string, run func(*testing.T, Fixture, R)) suite {
	return suite{role, is[R], func(t *testing.T, f Fixture, store any) { run(t, f, as[R](t, store)) }}
}

// writes returns a suite whose parts have stores of their own.
func writes[R any](role string, run func(*testing.T, Fixture, func(*testing.T) R)) suite {
	return suite{role, is[R], func(t *testing.T, f Fixture, _ any) {
		run(t, f, func(t *testing.T) R { return as[R](t, f.Fresh(t)) })
	}}
}

func is[R any](store any) bool {
	_, has := store.(R)
	return has
}

func as[R any](t *testing.T, store any) R {
	t.Helper()
	r, has := store.(R)
	if !has {
		t.Fatalf("%T does not have the role", store)
	}
	return r
}

// suites returns those of all roles of a model.StateStore.
func suites() []suite {
	return []suite{
		reads("AttemptFinder", AttemptFinder),
		reads("AttemptReader", AttemptReader),
		reads("AttemptStreamer", AttemptStreamer),
		reads("AttemptLocator", AttemptLocator),
		reads("Follower", Follower),
		reads("FilterReader", FilterReader),
		reads("LearnerFinder", LearnerFinder),
		reads("LearnerReader", LearnerReader),
		reads("LearnerNamer", LearnerNamer),
		reads("CourseLister", CourseLister),
		reads("ExamReader", ExamReader),
		reads("ExamFinder", ExamFinder),
		reads("PolicyReader", PolicyReader),
		reads("AllowanceStreamer", AllowanceStreamer),
		reads("OnboardingLister", OnboardingLister),
		reads("OnboardingStreamer", OnboardingStreamer),
		reads("Reporter", Reporter),
		reads("Previewer", Previewer),
		reads("ChangePreviewer", ChangePreviewer),
		reads("VideoFinder", VideoFinder),
		reads("DeedAsker", DeedAsker),
		reads("Describer", Describer),
		reads("PeopleReader", PeopleReader),
		reads("StoreReader", StoreReader),
		reads("StoreChecker", StoreChecker),
		writes("PeopleKeeper", PeopleKeeper),
		writes("ApplicationKeeper", ApplicationKeeper),
		writes("Decider", Decider),
		writes("AttemptChanger", AttemptChanger),
		writes("StatusSetter", StatusSetter),
		writes("ExamKeeper", ExamKeeper),
		writes("ExamRegistrar", ExamRegistrar),
		writes("LearnerRetirer", LearnerRetirer),
		writes("Granter", Granter),
		writes("ReviewReceiver", ReviewReceiver),
		writes("DeliverySettler", DeliverySettler),
		writes("ReviewSyncer", ReviewSyncer),
		writes("OutboxReader", OutboxReader),
		writes("OutboxKeeper", OutboxKeeper),
		writes("ActivityReader", ActivityReader),
		writes("StoreMigrator", StoreMigrator),
	}
}
