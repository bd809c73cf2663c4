package engine

import (
	"testing"

	"examdesk/backends/software_secure/psi"
	"examdesk/model"
)

// PSI's reviewers' page plays without a plug-in; links of other services are as
// they came (edx-proctoring 5.2.0, software_secure.get_instructor_url).
func TestRecording(t *testing.T) {
	t.Parallel()
	const key, link = "000102030405060708090a0b0c0d0e0f", "https://video.example.com/DirectLink-Generic.aspx?ID=1"
	encrypted, err := psi.EncryptVideoURL(link, key)
	if err != nil {
		t.Fatal(err)
	}
	for backend, want := range map[string]string{"software_secure": "https://video.example.com/DirectLink-HTML5.aspx?ID=1", "test": link} {
		if got, err := recording(backend, encrypted, model.NewSecret(key)); err != nil || got != want {
			t.Errorf("%s: %s, %v", backend, got, err)
		}
	}
}
