package wire

import (
	"net/http"
	"time"

	"examdesk/model"
)

// Hello is what a server says of itself, and to whom it speaks.
type Hello struct {
	// Service is examdesk, Version the program's.
	Service, Version string
	// Rules are the release of edx-proctoring whose rules are followed.
	Rules string
	// Now is the server's clock.
	Now time.Time
	// Me is who asks, and what they may do.
	Me model.Capabilities
	// Store describes the store, without saying where the server keeps it.
	Store model.StoreInfo
	// Notes are remarks about how the store is read.
	Notes []string
	// NotDelivered is why the outbox is not delivered; null if it is.
	NotDelivered error
}

// SayHello says who asks, and whom.
var SayHello = Asks[None, Hello](Op{
	Name: "hello", Tag: "rights", Method: http.MethodGet, Path: "/{$}", Scope: ForEveryone,
	Summary: "Says who the person is who asks, what they may do here and why not, and which release and rules the server has.",
})

// Identity is [model.StoreReader.Identity].
var Identity = Asks[None, model.StoreIdentity](Op{
	Name: "identity", Tag: "store", Method: http.MethodGet, Path: "/store", Scope: ForEveryone,
	Summary: "Identifies the store: a copy of it has the same name.",
})

// Newest is a time; null for none.
type Newest struct{ At *time.Time }

// NewestChange is [model.StoreReader.NewestChange].
var NewestChange = Asks[None, Newest](Op{
	Name: "newestChange", Tag: "store", Method: http.MethodGet, Path: "/store/newest",
	Summary: "Returns when an attempt was last changed by anybody.",
})

// CheckStore is [model.StoreChecker.CheckStore].
var CheckStore = Asks[None, []model.Finding](Op{
	Name: "checkStore", Tag: "store", Method: http.MethodGet, Path: "/store/check", Scope: ForStaff,
	Summary: "Looks at all rows of the store; its cost grows with it.",
})
