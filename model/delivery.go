package model

import "time"

// Delivery is a review as a proctoring service sent it, in the common form
// (edx-proctoring 5.2.0, a backend's on_review_callback).
type Delivery struct {
	Status   StandardStatus
	Comments []DeliveredComment
	// VideoURL is the recording's address, empty if none came.
	VideoURL string
	// ReviewedBy is the e-mail of whom the service names as the reviewer. It
	// proves nothing, see [Review.DecidedByPerson].
	ReviewedBy string
	// Raw is what is kept of the payload: all of it but the recording's address.
	Raw string
}

// DeliveredComment is one thing that the service's reviewer marked; times are
// seconds from the beginning of the recording.
type DeliveredComment struct {
	Start, Stop, Duration int
	Text                  string
	Status                string
}

// HeldDelivery is a review that came after a person's decision and waits for a
// person to accept or dismiss it.
type HeldDelivery struct {
	ID          int64
	AttemptCode string
	Received    time.Time
	Status      StandardStatus
	Comments    []DeliveredComment
	// ReviewedBy is the e-mail that the service gave.
	ReviewedBy Text
	Raw        string
	// Video is the recording's encrypted address, nil if none came.
	Video []byte
	// State is held, applied or dismissed.
	State string
}

// Review returns what the delivery says, in the words of a review.
func (d HeldDelivery) Review() ReviewStatus {
	s, _ := d.Status.ReviewStatus()
	return s
}
