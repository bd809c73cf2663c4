package model

// StateStore is a state store as one actor meets it: all that front ends ask, by
// role. A front end's part takes the roles that it asks, and no more.
type StateStore interface {
	Desk
	Decider
	DeedAsker

	AttemptStreamer
	AttemptLocator
	LearnerNamer
	ExamFinder
	ExamRegistrar
	LearnerRetirer
	PolicyReader
	AllowanceKeeper
	AllowanceStreamer
	OnboardingStreamer
	Reporter

	ReviewReceiver
	DeliverySettler
	ReviewSyncer

	OutboxReader
	OutboxKeeper
	ActivityReader
	PeopleReader
	PeopleKeeper
	ApplicationKeeper
	StoreReader
	StoreChecker
	StoreMigrator
}
