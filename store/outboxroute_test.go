package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

// backendEffect is what a service receives for an attempt.
func backendEffect(attempt int64, backend string) model.Effect {
	return model.Effect{
		Kind: model.EffectBackend, Value: "start_exam_attempt", Exam: model.Exam{ID: 3, Backend: model.Text(backend), ExternalID: "ex"},
		Attempt: model.Attempt{ID: attempt, ExternalID: "at"},
	}
}

func routed(t *testing.T, platform bool) *Store {
	t.Helper()
	s := mustOpen(t, sharedCopy(t), Options{Platform: platform, Attached: Attached{Services: []string{"proctorco", "o'clock"}, Default: "proctorco"}})
	if err := s.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return s
}

// A message to a service says all that telling it takes: the attempt may be gone
// by then.
func TestBackendPayload(t *testing.T) {
	t.Parallel()
	for backend, want := range map[string]string{"": "proctorco", "other": "other"} {
		data, err := json.Marshal(Attached{Default: "proctorco"}.effectPayload(backendEffect(7, backend), time.Time{}))
		if err != nil || !strings.Contains(string(data), `"attempt_external_id":"at","attempt_id":7,"backend":"`+want+`"`) || !strings.Contains(string(data), `"exam_external_id":"ex"`) {
			t.Errorf("%s, %v", data, err)
		}
	}
}

// What goes to a service that is notified directly waits also without a platform;
// all else is then only recorded.
func TestStatesByReceiver(t *testing.T) {
	t.Parallel()
	for _, platform := range []bool{false, true} {
		s := routed(t, platform)
		record(t, s, effects(1, 1), []model.Effect{backendEffect(2, ""), backendEffect(3, "o'clock"), backendEffect(4, "elsewhere")})
		var states []string
		for _, m := range messages(t, s, model.MessageQuery{}) {
			states = append(states, fmt.Sprintf("%d %s", m.AttemptID, m.State))
		}
		want := "1 recorded, 2 pending, 3 pending, 4 recorded"
		if platform {
			want = "1 pending, 2 pending, 3 pending, 4 pending"
		}
		if got := strings.Join(states, ", "); got != want {
			t.Errorf("platform %t: %s", platform, got)
		}
		if len(s.Told()) == 0 {
			t.Error("nobody is woken")
		}
	}
}

// claimed are the messages that each receiver gets at a time.
func claimed(t *testing.T, s *Store, at time.Time) string {
	t.Helper()
	var out []string
	for _, to := range s.Receivers() {
		c, err := claimTo(t.Context(), s, to, at, time.Minute, 10)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%q %v", to, ids(c.Messages)))
	}
	return strings.Join(out, ", ")
}

// What goes to a service does not wait for the platform, nor the other way round;
// each keeps its own order. Without a platform its messages are left alone.
func TestClaimByReceiver(t *testing.T) {
	t.Parallel()
	s := routed(t, true)
	record(t, s, effects(1, 1), []model.Effect{backendEffect(1, "proctorco")}, effects(1, 1),
		[]model.Effect{backendEffect(1, "proctorco"), backendEffect(1, "o'clock")})
	if got := claimed(t, s, sharedNow()); got != `"" [1], "proctorco" [2], "o'clock" [5]` {
		t.Errorf("with a platform: %s", got)
	}

	// The same store without the platform, as after a change of the configuration.
	alone := mustOpen(t, s.Info().Path, Options{Attached: s.attached})
	later := sharedNow().Add(time.Hour)
	for _, want := range []string{`"proctorco" [2], "o'clock" [5]`, `"proctorco" [4], "o'clock" []`} {
		if got := claimed(t, alone, later); got != want {
			t.Errorf("without: %s, want %s", got, want)
		}
		for _, id := range []int64{2, 5} {
			if err := inTx(t, alone, func(tx *Tx) error { return tx.MarkDelivered(t.Context(), id, later) }); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := inTx(t, alone, func(tx *Tx) error { return tx.MarkDelivered(t.Context(), 4, later) }); err != nil {
		t.Fatal(err)
	}
	for _, to := range alone.Receivers() {
		if at, waiting, err := alone.NextMessage(t.Context(), to); waiting || err != nil {
			t.Errorf("somebody waits until %s for what is not sent: %v", at, err)
		}
	}
}

// A message of an earlier version names no service: it stays the platform's. One
// that is not JSON breaks nothing.
func TestEarlierMessages(t *testing.T) {
	t.Parallel()
	s := routed(t, true)
	record(t, s, []model.Effect{backendEffect(1, "proctorco"), backendEffect(2, "proctorco"), backendEffect(3, "proctorco")})
	if err := s.Update(t.Context(), func(tx *Tx) error {
		if _, err := tx.exec(t.Context(), "age a message", "UPDATE examdesk_outbox SET payload = json_remove(payload, '$.backend') WHERE id = 1"); err != nil {
			return err
		}
		_, err := tx.exec(t.Context(), "break a message", "UPDATE examdesk_outbox SET payload = '{' WHERE id = 2")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := claimed(t, s, sharedNow()); got != `"" [1 2], "proctorco" [3], "o'clock" []` {
		t.Errorf("with a platform: %s", got)
	}
	alone := mustOpen(t, s.Info().Path, Options{Attached: s.attached})
	if got := claimed(t, alone, sharedNow().Add(time.Hour)); got != `"proctorco" [3], "o'clock" []` {
		t.Errorf("without: %s", got)
	}
}
