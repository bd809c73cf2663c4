package backend

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"examdesk/backends/simulator"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/cli/setup/setuptest"
	"examdesk/model"
)

// asked is a mock that answers what a test says, and notes what it was asked.
type asked struct {
	answer any
	err    error
	got    []string
}

func (m *asked) ask(_ context.Context, _ mockTo, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	m.got = append(m.got, method+" "+path+" "+string(body))
	if m.err != nil {
		return m.err
	}
	answer, err := json.Marshal(m.answer)
	if err != nil {
		return err
	}
	return json.Unmarshal(answer, out)
}

// Each command on a mock asks one thing and says the answer.
func TestMockControl(t *testing.T) {
	t.Parallel()
	recording := filepath.Join(t.TempDir(), "callbacks.jsonl")
	if err := os.WriteFile(recording, []byte(`{"attempt_code": "A", "payload": {"x": 1}}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	taken := simulator.Callback{Kind: "review", Status: 200, Millis: 3}
	refused := simulator.Callback{Kind: "review", Status: 403}
	for name, c := range map[string]struct {
		answer any
		run    func(context.Context, control) error
		status int
		says   string
		got    []string
	}{
		"attempts": {[]simulator.Attempt{{ID: "MOCK-1", Created: kittest.Now(), Status: "started"}, {ID: "MOCK-2"}}, func(ctx context.Context, c control) error {
			return mockAttemptsRun(ctx, &MockAttemptsOptions{control: c, List: printer.List{Limit: 1}})
		}, 0, "MOCK-1\tnow\t\tstarted\t-\t", []string{"GET /control/attempts null"}},
		"attempts, a limit": {nil, func(ctx context.Context, c control) error {
			return mockAttemptsRun(ctx, &MockAttemptsOptions{control: c, List: printer.List{Limit: -1}})
		}, 2, "", nil},
		"ready": {taken, func(ctx context.Context, c control) error {
			return mockReadyRun(ctx, &MockReadyOptions{control: c, IDs: []string{"A/1", "B"}})
		}, 0, "A/1: the LMS accepted the review callback (200, 3 ms).", []string{"POST /control/attempts/A%2F1/ready null", "POST /control/attempts/B/ready null"}},
		"ready, refused": {refused, func(ctx context.Context, c control) error {
			return mockReadyRun(ctx, &MockReadyOptions{control: c, IDs: []string{"A"}})
		}, 4, "The LMS refused the callback", []string{"POST /control/attempts/A/ready null"}},
		"review, no outcome": {taken, func(ctx context.Context, c control) error {
			return mockReviewRun(ctx, &MockReviewOptions{control: c, ID: "A"})
		}, 2, "name the outcome with --status", nil},
		"replay": {taken, func(ctx context.Context, c control) error {
			return mockReplayRun(ctx, &MockReplayOptions{control: c, File: recording, Attempt: "B"})
		}, 0, "callback 1: the LMS accepted", nil},
		"replay, no file": {taken, func(ctx context.Context, c control) error {
			return mockReplayRun(ctx, &MockReplayOptions{control: c, File: recording + "x"})
		}, 5, "cannot be read", nil},
		"fault, said": {[]simulator.FaultSetting{{Endpoint: "token", Fault: "down"}}, func(ctx context.Context, c control) error {
			return mockFaultRun(ctx, &MockFaultOptions{control: c})
		}, 0, "token\tdown\n", []string{"GET /control/fault null"}},
		"fault, set": {[]simulator.FaultSetting{}, func(ctx context.Context, c control) error {
			return mockFaultRun(ctx, &MockFaultOptions{control: c, Break: true, FaultSetting: simulator.FaultSetting{Endpoint: "all", Fault: "down"}})
		}, 0, "", nil},
		"onboarding": {simulator.Profile{Refusal: "no_profile"}, func(ctx context.Context, c control) error {
			return mockOnboardingRun(ctx, &MockOnboardingOptions{control: c, Profile: simulator.Profile{Refusal: "none"}})
		}, 0, "All learners: attempts are refused with no_profile", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, m := setuptest.On(t, nil, ""), &asked{answer: c.answer}
			d.Says(t, c.run(t.Context(), control{Setup: d.Setup, ask: m.ask}), c.status, c.says)
			if c.got != nil && !slices.Equal(m.got, c.got) {
				t.Errorf("asked %q, want %q", m.got, c.got)
			}
			if c.status == 0 && len(m.got) == 0 {
				t.Error("the mock was not asked")
			}
		})
	}
	d, m := setuptest.On(t, nil, ""), &asked{err: model.Errorf(model.CodeNotFound, "There is no attempt A.")}
	d.Says(t, mockReadyRun(t.Context(), &MockReadyOptions{control: control{Setup: d.Setup, ask: m.ask}, IDs: []string{"A"}}), 5, "There is no attempt A.")
}

func TestMockFlags(t *testing.T) {
	t.Parallel()
	to := []string{"--to", "http://127.0.0.1:8990"}
	args := func(more ...string) []string { return append(more, to...) }
	if o := kittest.Options(t, setuptest.Cmd(NewCmdMock), "--listen", "127.0.0.1:0", "--fault", "down", "--fault", "slow"); o.listen != "127.0.0.1:0" || len(o.faults) != 2 || o.kind != "both" {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdMockAttempts), args("--limit", "3")...); o.url != to[1] || o.Limit != 3 {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdMockReady), args("A", "B")...); !slices.Equal(o.IDs, []string{"A", "B"}) {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdMockReview), args("A", "--status", "clean", "--comment", "1-2 x")...); o.ID != "A" || o.Status != "clean" || len(o.Texts) != 1 {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdMockReplay), args("f", "--attempt", "A")...); o.File != "f" || o.Attempt != "A" {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdMockFault), args("down", "--endpoint", "token")...); !o.Break || o.Fault != "down" || o.Endpoint != "token" {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdMockFault), to...); o.Break {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdMockOnboarding), args("--user", "7", "--refuse", "x")...); o.UserID != "7" || o.Refusal != "x" {
		t.Errorf("%+v", o)
	}
	kittest.BadUsage(t, setuptest.Cmd(NewCmdMockReady), to...)
	kittest.BadUsage(t, setuptest.Cmd(NewCmdMockReview), args("A", "B")...)
}
