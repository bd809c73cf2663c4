package model

// Door is the way in which a state store is reached. What a person may do
// depends on it.
type Door string

// The doors.
const (
	// DoorDesk is the desk and the commands.
	DoorDesk Door = "desk"
	// DoorServer is the desk and the commands by way of a server, where people have
	// signed in.
	DoorServer Door = "server"
	// DoorAPI is edx-proctoring's REST API v1.
	DoorAPI Door = "api_v1"
	// DoorVendor is where proctoring services deliver reviews.
	DoorVendor Door = "vendor"
	// DoorDispatcher delivers messages to the platform and the services.
	DoorDispatcher Door = "dispatcher"
)

// Doors returns all doors.
func Doors() []Door { return []Door{DoorDesk, DoorServer, DoorAPI, DoorVendor, DoorDispatcher} }

// Actor is who acts: handed to the engine with each question, never kept in a
// configuration.
type Actor struct {
	Reviewer
	Door Door
	// Authenticated reports whether the person proved who they are. A name given
	// with --as is only claimed.
	Authenticated bool
	// Service is the proctoring service that signed in as itself; empty for people.
	Service string
	Origin  Origin
}

// Origin is where an act came from, as far as the operating system knows.
type Origin struct {
	// OSUser and Host are the operating system's names of the account and the machine.
	OSUser Text
	Host   Text
	// Version is the program's.
	Version string
}

// AtDesk reports whether the door is the desk's own, here or by way of a server.
func (d Door) AtDesk() bool { return d == DoorDesk || d == DoorServer }

// Nobody acts through a door without being signed in.
func Nobody(door Door) Actor { return Actor{Door: door} }
