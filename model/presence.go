package model

import "context"

// Attendance is a person who has an attempt open at another desk.
type Attendance struct {
	AttemptID int64
	Username  Text
}

// Presence lets people at several desks see who has which attempt open. It stores
// nothing, and keeps nobody from anything: of two decisions the second is refused
// ([Decider]). Only a store that several desks ask at once has it.
type Presence interface {
	// Attend tells others which attempt is open here, 0 for none. It is to be repeated
	// every few seconds: what has not been told for a while is forgotten.
	Attend(ctx context.Context, attemptID int64) error
	// Others returns what is open at other desks, as far as that is known. It does no
	// I/O.
	Others() []Attendance
}

// NoPresence is why a desk does not know what others have open.
const NoPresence = "Who else has an attempt open is only known at a server, which several desks ask."
