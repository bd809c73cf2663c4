package backends

import (
	"examdesk/backends/rest"
	"examdesk/backends/software_secure/psi"
	"examdesk/model"
)

// Formats knows the formats of all services: PSI's own, and the common one of REST
// services and of all others. It is pure.
type Formats struct{}

var _ model.ServiceFormats = Formats{}

// ParseReview implements [model.ReviewFormat].
func (Formats) ParseReview(backend string, body []byte, of model.CallbackHead) (model.Delivery, error) {
	if backend == psi.Name {
		return psi.ParseReview(body, of.ExternalID, of.AnyExternalID)
	}
	return rest.ParseReview(body)
}

// SealRecording implements [model.RecordingSealer].
func (Formats) SealRecording(url string, key model.Secret) ([]byte, error) {
	return psi.EncryptVideoURL(url, key.Reveal())
}

// OpenRecording implements [model.RecordingSealer]. PSI's address leads to the page
// that plays without a plug-in; those of other services are as they came
// (edx-proctoring 5.2.0, software_secure.get_instructor_url).
func (Formats) OpenRecording(backend string, sealed []byte, key model.Secret) (string, error) {
	if backend == psi.Name {
		return psi.InstructorURL(sealed, key)
	}
	return psi.DecryptVideoURL(sealed, key.Reveal())
}

// OnlySealed implements [model.RecordingSealer]: REST services repeat the address
// in their payload, which is kept; PSI's is taken out of it.
func (Formats) OnlySealed(backend string) bool { return backend == psi.Name }

// WriteReview writes a person's review in the words of a service.
func (Formats) WriteReview(backend string, r model.SentReview) ([]byte, error) {
	if backend == psi.Name {
		return psi.WriteReview(r)
	}
	return rest.WriteReview(r)
}
