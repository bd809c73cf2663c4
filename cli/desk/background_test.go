package desk

import (
	"strings"
	"testing"
	"time"

	"examdesk/config"
	"examdesk/guard"
	"examdesk/model"
)

// A panic while the desk delivers does not end the desk: it is said in the top
// line and, with what was being done, when the desk has closed.
func TestDeskOutlivesAPanicOfItsCourier(t *testing.T) {
	t.Parallel()
	a, o := deskStore(t, config.Config{Platform: config.Platform{Webhook: &config.Webhook{URL: "https://lms.example.com/hook", Secret: "a literal secret, quite long"}}})
	a.Clock = func() time.Time { panic("ada@example.com") }
	meanwhile := deliverMeanwhile(t.Context(), a, o)
	for meanwhile.note() == "" {
		select {
		case <-t.Context().Done():
			t.Fatal("nothing was said")
		default:
		}
	}
	err := meanwhile.stop()
	if said := model.Sentence(err); !strings.HasPrefix(said, "examdesk itself failed while delivering to the platform.") || !strings.Contains(said, "outbox list") {
		t.Errorf("%q", said)
	}
	if trace := guard.Traces(err); !strings.Contains(trace, "background_test.go") || strings.Contains(trace, "ada@") {
		t.Errorf("%s", trace)
	}
}
