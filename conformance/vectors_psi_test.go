package conformance

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"examdesk/backends/payload"
	"examdesk/backends/software_secure/psi"
	"examdesk/model"
)

// outgoing is a request of a proctoring backend's, as far as it is PSI's.
type outgoing struct {
	Method, URL string
	Headers     map[string]string
	Data        string
	Response    struct {
		Status int
		Body   string
	}
}

// psiSettings are those of the original's test settings, with which the calls
// were recorded.
type psiSettings struct {
	KeyID     string `json:"secret_key_id"`
	SecretKey string `json:"secret_key"`
	CryptoKey string `json:"crypto_key"`
}

// TestPSIRegistrations builds each registration that was recorded on the wire
// again, from what it says about the attempt, and signs it: body and headers must be
// the same, byte for byte.
func TestPSIRegistrations(t *testing.T) {
	t.Parallel()
	config := recordedSettings(t)
	tried := 0
	for _, kind := range []string{"http", "python"} {
		transcripts(t, kind, func(tr *transcript) {
			var calls struct {
				Outgoing []outgoing `json:"outgoing_http"`
			}
			if err := json.Unmarshal(tr.line, &calls); err != nil {
				t.Fatal(err)
			}
			for _, o := range calls.Outgoing {
				tried++
				checkRegistration(t, tr, o, config)
			}
		})
	}
	t.Logf("%d registrations of transcripts built again", tried)
	if tried == 0 && sample == 1 {
		t.Error("the transcripts have no registration")
	}
}

func recordedSettings(t *testing.T) psiSettings {
	t.Helper()
	data, err := os.ReadFile("../backends/software_secure/psi/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Payloads []struct{ Config psiSettings }
	}
	if err := json.Unmarshal(data, &f); err != nil || len(f.Payloads) == 0 {
		t.Fatalf("no settings: %v", err)
	}
	return f.Payloads[0].Config
}

func checkRegistration(t *testing.T, tr *transcript, o outgoing, config psiSettings) {
	t.Helper()
	sent, err := payload.Parse([]byte(o.Data))
	if err != nil {
		t.Fatalf("%s: %v", tr.ID, err)
	}
	exam, learner := tr.about(t, sent)
	extra := sent.Object("orgExtra")
	email := extra.Text("email")
	now, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", o.Headers["Date"])
	if err != nil || psi.Date(tr.Now) != o.Headers["Date"] {
		t.Errorf("%s: the date %s of %s: %v", tr.ID, o.Headers["Date"], tr.Now, err)
	}
	minutes, _ := exam["time_limit_mins"].(json.Number).Int64()
	id, _ := exam["id"].(json.Number).Int64()
	built, err := psi.Payload(psi.Registration{
		Organization: "edx", Sponsor: "edX LMS", CryptoKey: model.NewSecret(config.CryptoKey), ExamID: id,
		CourseID: exam["course_id"].(string), ExamName: exam["exam_name"].(string), AttemptCode: sent.Text("examCode"),
		TimeLimitMins: int(minutes), IsSampleAttempt: exam["is_practice_exam"] == true,
		FullName: learner, SendEmail: true, Email: &email, Now: now,
		ExamURL: "http://localhost:8000/edx_proctoring/proctoring_launch_callback/start_exam/" + sent.Text("examCode"),
	})
	if err != nil {
		t.Fatalf("%s: %v", tr.ID, err)
	}
	if got := built.Dump(); got != o.Data {
		t.Errorf("%s: built\n%s, sent\n%s", tr.ID, got, o.Data)
	}
	header, err := psi.Authorization(config.KeyID, model.NewSecret(config.SecretKey), psi.Message(o.Method, psi.ContentType, psi.Date(now), built))
	if err != nil || header != o.Headers["Authorization"] {
		t.Errorf("%s: %s, %v; sent %s", tr.ID, header, err, o.Headers["Authorization"])
	}
}

// about is the exam of a registration as its row is, and the learner's name as
// the platform's service gave it.
func (tr *transcript) about(t *testing.T, sent *payload.Object) (exam map[string]any, learner string) {
	t.Helper()
	id, _ := sent.Object("orgExtra").Get("examID")
	for _, row := range tr.Before["proctoring_proctoredexam"] {
		if row["id"] == id {
			exam = row
		}
	}
	if exam == nil {
		t.Fatalf("%s: no exam %v", tr.ID, id)
	}
	extra := sent.Object("orgExtra")
	return exam, strings.TrimSpace(extra.Text("firstName") + " " + extra.Text("lastName"))
}
