package backends

import (
	"testing"

	"examdesk/backends/software_secure/psi"
	"examdesk/model"
)

// PSI's reviewers' page plays without a plug-in; links of other services are as
// they came (edx-proctoring 5.2.0, software_secure.get_instructor_url).
func TestRecording(t *testing.T) {
	t.Parallel()
	const link = "https://video.example.com/DirectLink-Generic.aspx?ID=1"
	key := model.NewSecret("000102030405060708090a0b0c0d0e0f")
	sealed, err := Formats{}.SealRecording(link, key)
	if err != nil {
		t.Fatal(err)
	}
	for backend, want := range map[string]string{psi.Name: "https://video.example.com/DirectLink-HTML5.aspx?ID=1", "test": link} {
		if got, err := (Formats{}).OpenRecording(backend, sealed, key); err != nil || got != want {
			t.Errorf("%s: %s, %v", backend, got, err)
		}
	}
}

// Each service's review is read in its own format.
func TestParseReview(t *testing.T) {
	t.Parallel()
	of := model.CallbackHead{ExternalID: "e"}
	d, err := Formats{}.ParseReview("proctorco", []byte(`{"status": "suspicious", "comments": []}`), of)
	if err != nil || d.Status != "suspicious" {
		t.Errorf("%+v, %v", d, err)
	}
	if _, err := (Formats{}).ParseReview(psi.Name, []byte(`{"status": "suspicious", "comments": []}`), of); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("PSI took a review of the common form: %v", err)
	}
	if _, err := (model.NoFormats{}).ParseReview("proctorco", nil, of); model.CodeOf(err) != model.CodeUnsupported {
		t.Errorf("without formats: %v", err)
	}
}
