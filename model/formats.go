package model

// CallbackHead is what is known of the attempt that a review is delivered for.
type CallbackHead struct {
	// ExternalID is the service's id for the attempt.
	ExternalID string
	// AnyExternalID accepts a review that names another id, for simulated callbacks.
	AnyExternalID bool
}

// ReviewFormat reads what proctoring services write.
type ReviewFormat interface {
	// ParseReview reads the body of a service's review callback. A body that lacks
	// something is an error of [CodeInvalid].
	ParseReview(backend string, body []byte, of CallbackHead) (Delivery, error)
}

// RecordingSealer encrypts and decrypts the addresses of recordings.
type RecordingSealer interface {
	// SealRecording encrypts an address with a service's video_review_aes_key.
	SealRecording(url string, key Secret) ([]byte, error)
	// OpenRecording decrypts an address into one that a person can open.
	OpenRecording(backend string, sealed []byte, key Secret) (string, error)
	// OnlySealed reports whether the addresses of a service's recordings are kept
	// only encrypted; other services repeat them in their raw data.
	OnlySealed(backend string) bool
}

// ServiceFormats is what the engine must know of the services' own formats.
type ServiceFormats interface {
	ReviewFormat
	RecordingSealer
}

// NoFormats knows no service's format.
type NoFormats struct{}

var _ ServiceFormats = NoFormats{}

// ParseReview implements [ReviewFormat].
func (NoFormats) ParseReview(backend string, _ []byte, _ CallbackHead) (Delivery, error) {
	return Delivery{}, noFormat(backend)
}

// SealRecording implements [RecordingSealer].
func (NoFormats) SealRecording(string, Secret) ([]byte, error) { return nil, noFormat("") }

// OpenRecording implements [RecordingSealer].
func (NoFormats) OpenRecording(backend string, _ []byte, _ Secret) (string, error) {
	return "", noFormat(backend)
}

// OnlySealed implements [RecordingSealer].
func (NoFormats) OnlySealed(string) bool { return false }

func noFormat(backend string) error {
	return Errorf(CodeUnsupported, "examdesk does not know the formats of the proctoring service %q.", backend)
}
