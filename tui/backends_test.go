package tui

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/fake"
	"examdesk/tui/services"
	"examdesk/tui/view"
)

func (d *driver) board() *services.Screen {
	d.t.Helper()
	b, ok := d.overList().(*services.Screen)
	if !ok {
		d.t.Fatalf("the services are not open:\n%s", d.screen())
	}
	return b
}

func (d *driver) last(service string) *services.Checkup { return d.checks.Of(service) }

// ends fails if a sequence of checks was left open, where it may hold a
// connection.
func (d *driver) ends(v *fake.Verifier) {
	d.t.Helper()
	if n := v.Open(); n != 0 {
		d.t.Fatalf("%d sequences are open", n)
	}
}

func TestBackendsOverTheQueue(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("B")
	d.sees("without proctoring services to check")
	if d.overList() != nil {
		t.Fatal("a board without anything to ask opened")
	}
	d, v := backendsDesk(t, 120, 40)
	before := d.selected().Attempt.ID
	d.press("j", "v")
	d.sees("proctorco: well.", "7 well", "A token was granted", "in 1.1 s")
	d.press("enter", "esc", "esc")
	if d.overList() != nil || d.selected().Attempt.ID != before {
		t.Errorf("the queue is not as it was:\n%s", d.screen())
	}
	d.wait(10 * time.Minute)
	d.press("B") // what was found is kept for the session
	d.sees("✓ well", "10m")
	d.press("E")
	d.sees("Exams and policies")
	d.press("B", "O")
	d.ends(v)
}

// What is wrong, what it is called, and what to do.
func TestBackendsFailure(t *testing.T) {
	t.Parallel()
	d, _ := backendsDesk(t, 120, 40)
	d.press("v")
	d.sees("✗ failed: wrong secret", "software_secure: failed: wrong secret.", "Remedy: Turn on NTP", "wrong secret: The service refused (401)",
		"Backends: the default, software_secure, failed: wrong secret", "left out: The address of this server")
	d.press("esc", "B", "j")
	d.sees("Backends: the default, software_secure, failed: wrong secret")
	d.press("y")
	d.sees("not been checked yet")
	d.press("k", "y")
	if !strings.Contains(d.copied, "signature      wrong secret: The service refused (401)") || !strings.Contains(d.copied, "Remedy: examdesk keys rotate") {
		t.Errorf("copied:\n%s", d.copied)
	}
	d.sees("The report is in the clipboard.")
	d.press("esc")
	d.doesNotSee("wrong secret") // nothing nags on the queue
}

// The screen tells at each step what is under way, and the number of all checks
// once it is known.
func TestBackendsProgress(t *testing.T) {
	t.Parallel()
	d, v := backendsDesk(t, 120, 40)
	d.midway(5)
	d.sees("▷ checking, 2 done", "▷ video_key", "under way", "Checking software_secure; esc stops it.", "esc stop")
	d.release(false)
	d.midway(5)
	d.sees("▷ checking 3 of 9", "The previous check: failed: wrong secret")
	if at := d.board().At; at != 0 {
		t.Errorf("the cursor is on %d", at)
	}
	d.press("j", "enter") // looking at another one stops nothing
	d.release(false)
	d.press("q", "k")
	d.sees("✗ failed: wrong secret")
	d.ends(v)
}

func TestBackendsStopped(t *testing.T) {
	t.Parallel()
	d, v := backendsDesk(t, 120, 40)
	d.midway(15)
	d.press("esc")
	d.sees("! stopped, 7 done", "The check was stopped.", "stopped before it had an outcome", "v repeats it")
	if d.overList() == nil {
		t.Fatal("esc left the board as well")
	}
	if v.Open() != 1 {
		t.Fatal("the test holds no open sequence")
	}
	d.release(false)
	d.sees("stopped, 7 done")
	d.ends(v)
	d.press("v")
	d.sees("failed: wrong secret")
	d.press("esc")
	if d.overList() != nil {
		t.Error("esc did not leave the board")
	}
}

// A service that does not answer holds up nothing: it is stopped on the screen
// at once, and ended where it can take its time.
func TestBackendsSilentService(t *testing.T) {
	t.Parallel()
	d, v := backendsDesk(t, 120, 40)
	entered, answers := make(chan struct{}), make(chan tea.Msg, 1)
	v.SetHook(func(ctx context.Context, op fake.Op) error {
		if op == fake.OpCheck {
			close(entered)
			<-ctx.Done() // as a connection that is cut
		}
		return nil
	})
	d.midway(1)
	waits := d.waiting[0]
	d.waiting = nil
	go func() { answers <- waits() }()
	<-entered
	d.press("esc")
	d.sees("stopped, 0 done")
	d.late = false
	d.deliver(<-answers)
	d.sees("stopped, 0 done")
	d.ends(v)
}

// Of two checks of the same service the last one counts, in whatever order the
// answers come.
func TestBackendsRunTwice(t *testing.T) {
	t.Parallel()
	for _, backwards := range []bool{false, true} {
		d, v := backendsDesk(t, 120, 40)
		d.midway(5)
		v.SetChecks("software_secure", model.Check{Name: "clock", State: model.CheckPass, Seen: "Within 1 s."})
		d.press("v")
		d.release(backwards)
		d.sees("✓ well", "Within 1 s.")
		d.doesNotSee("crypto_key")
		if got := len(d.last("software_secure").Checks); got != 1 {
			t.Errorf("%d checks are shown", got)
		}
		d.ends(v)
	}
}

// Checks of several services run at once and do not mix.
func TestBackendsAllAtOnce(t *testing.T) {
	t.Parallel()
	d, v := backendsDesk(t, 120, 40)
	d.late = true
	d.press("V")
	d.some(12)
	if v.Open() < 2 {
		t.Fatalf("%d run at once", v.Open())
	}
	d.sees("Checking 3 services; esc stops software_secure, then the others.")
	d.release(true)
	d.sees("3 services: 1 well, 1 with warnings, 1 failed.")
	for name, n := range map[string]int{"software_secure": 9, "proctorco": 7, "training": 3} {
		if got := len(d.last(name).Checks); got != n {
			t.Errorf("%s has %d checks, want %d", name, got, n)
		}
	}
	d.late = true
	d.press("V")
	d.some(9)
	d.press("esc") // the chosen one
	d.sees("The check was stopped; others are still running.")
	d.press("esc") // the others
	d.sees("2 checks were stopped.")
	d.release(false)
	d.ends(v)
	if d.overList() == nil {
		t.Error("esc left the board while something was checked")
	}
}

// A check goes on while another screen lies over the services, and its outcome
// reaches them there.
func TestBackendsCheckedBeneath(t *testing.T) {
	t.Parallel()
	d, v := backendsDesk(t, 120, 40)
	d.midway(7)
	d.press("E")
	d.sees("Exams and policies")
	d.release(false)
	d.sees("software_secure: failed: wrong secret.")
	d.press("esc")
	d.sees("✗ failed: wrong secret", "Remedy: examdesk keys rotate")
	d.ends(v)
}

// Who leaves the services while one is checked ends that check.
func TestBackendsLeftWhileChecking(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"q"}, {"E", "esc", "q"}, {"esc", "esc"}} {
		d, v := backendsDesk(t, 120, 40)
		d.midway(7)
		d.press(keys...)
		if _, open := d.overList().(*services.Screen); open {
			t.Fatalf("%v did not leave", keys)
		}
		d.release(false)
		d.ends(v)
		if c := d.last("software_secure"); c.Phase != view.CheckStopped || len(c.Checks) != 4 {
			t.Errorf("%v: phase %d with %d checks", keys, c.Phase, len(c.Checks))
		}
		d.press("esc", "B")
		d.sees("stopped, 3 done")
	}
}

// Quitting waits for no check, and ends it.
func TestBackendsQuitWhileChecking(t *testing.T) {
	t.Parallel()
	for _, end := range []func(*driver){
		func(d *driver) { d.press("ctrl+c") },
		func(d *driver) { d.send(Shutdown{}) },
	} {
		d, v := backendsDesk(t, 120, 40)
		ctx, closed := context.WithCancel(context.Background())
		d.m.env.Ctx = ctx
		d.midway(7)
		reading := d.waiting
		d.waiting, d.late = nil, false
		end(d)
		if !d.quit {
			t.Fatalf("the desk waits for a check:\n%s", d.screen())
		}
		closed() // as Run does
		for _, cmd := range reading {
			_ = cmd()
		}
		d.ends(v)
	}
}

// A registration is sent only after a question, and never by a desk that is for
// reading only.
func TestBackendsLive(t *testing.T) {
	t.Parallel()
	d, v := backendsDesk(t, 120, 40)
	d.press("x")
	d.sees("Check software_secure live?", "marked as not to be reviewed", "cannot be taken back")
	d.press("esc")
	if len(v.Asked()) != 0 {
		t.Fatalf("asked for %v", v.Asked())
	}
	d.press("x", "enter")
	if got := v.Asked(); !slices.Equal(got, []fake.Verified{{Name: "software_secure", Live: true}}) {
		t.Fatalf("asked for %v", got)
	}
	d.sees("in 1.4 s, live")
	d.press("j", "x")
	d.sees("This service has no live check.")
	d.press("k", "x")
	d.late = true
	d.press("enter")
	d.some(3)
	d.press("v", "x") // would be registered twice
	d.sees("A live check is under way; esc stops it.")
	d.press("esc")
	d.sees("A registration may still have reached the service.")
	d.release(false)
	d.ends(v)
	if n := len(v.Asked()); n != 2 {
		t.Errorf("asked %d times", n)
	}

	d, v = backendsDesk(t, 120, 40, func(_ *fake.Config, p *Deps) { p.ReadOnly = true })
	d.press("x")
	d.sees("open for reading only")
	d.press("v")
	d.sees("failed: wrong secret")
	if got := v.Asked(); !slices.Equal(got, []fake.Verified{{Name: "software_secure"}}) {
		t.Errorf("asked for %v", got)
	}
}

// Whether a secret is accepted is told by a live check alone: until one was made
// nothing is said to be proved, and what it found is not forgotten afterwards.
func TestBackendsProved(t *testing.T) {
	t.Parallel()
	tcp := model.Check{Name: "tcp", State: model.CheckPass, Seen: "connected"}
	open := model.Check{Name: "signature", State: model.CheckSkip, Cause: model.CauseSecret, Seen: "not proved"}
	refused := model.Check{Name: "signature", State: model.CheckFail, Cause: model.CauseSecret, Seen: "refused (401)"}
	accepted := model.Check{Name: "signature", State: model.CheckPass, Seen: "accepted"}
	d, v := backendsDesk(t, 120, 40)
	check := func(key string, signature model.Check, sees ...string) {
		t.Helper()
		v.SetChecks("software_secure", tcp, signature)
		d.press(key)
		if key == "x" {
			d.press("enter")
		}
		d.sees(sees...)
	}
	check("v", open, "▲ well, not proved", "software_secure: well, not proved.")
	d.press("V")
	d.sees("3 services: 1 well, 1 well, but not proved, 1 with warnings.")
	check("x", refused, "✗ failed: wrong secret", "refused (401)")
	check("v", open, "✗ failed: wrong secret", "at the live check of ", "refused (401)")
	check("x", accepted, "✓ well", "accepted")
	check("v", open, "✓ well", "at the live check of ", "accepted")
	d.ends(v)
}

// What was asked about is gone by the time of the answer: nothing is sent.
func TestBackendsLiveOfAnother(t *testing.T) {
	t.Parallel()
	d, v := backendsDesk(t, 120, 40)
	d.late = true
	d.press("ctrl+r")
	v.SetServices(fake.Services()[1:]...)
	d.press("x")
	d.release(false)
	d.press("enter")
	d.sees("nothing was sent")
	if len(v.Asked()) != 0 {
		t.Errorf("asked for %v", v.Asked())
	}
}

// A check that fails by itself is a failure on the screen, and no more.
func TestBackendsBroken(t *testing.T) {
	t.Parallel()
	d, v := backendsDesk(t, 120, 40)
	for op, says := range map[fake.Op]string{fake.OpVerify: "The desk itself failed while checking", fake.OpCheck: "The desk itself failed while checking"} {
		v.SetHook(func(_ context.Context, o fake.Op) error {
			if o == op {
				_ = d.opened[len(d.opened)] // a real one
			}
			return nil
		})
		d.press("v")
		d.sees("✗ could not be checked", says)
		d.ends(v)
	}
	if len(d.m.faults) != 2 {
		t.Errorf("%d faults", len(d.m.faults))
	}
	v.SetHook(func(_ context.Context, o fake.Op) error {
		if o == fake.OpVerify {
			return model.Errorf(model.CodeNotFound, "There is no such service any more.")
		}
		return nil
	})
	d.press("v")
	d.sees("There is no such service any more.")
	v.SetHook(func(_ context.Context, o fake.Op) error {
		if o == fake.OpCheck {
			return context.Canceled // the sequence ends without an outcome
		}
		return nil
	})
	d.press("v")
	d.sees("The check ended before configuration had an outcome.", "Backends: the default, software_secure, could not be checked")
	d.ends(v)
}

// The other faces, and lists that come too late.
func TestBackendsFaces(t *testing.T) {
	t.Parallel()
	v := fake.NewVerifier(nil, nil)
	d := desk(t, 100, 30, func(_ *fake.Config, p *Deps) { p.Backends = v })
	d.late = true
	d.press("B")
	d.sees("Loading proctoring services")
	d.press("esc")
	d.release(false)
	if d.overList() != nil {
		t.Fatal("a late answer opened the services")
	}
	d.press("B")
	d.sees("No proctoring service is configured.", "examdesk keys import FILE")
	d.press("enter", "v", "V", "x", "y", "j", "G", "/")
	d.sees("There are no services to narrow.")
	d.fit()
	fails := func(code model.Code) {
		v.SetHook(func(context.Context, fake.Op) error { return model.Errorf(code, "No services for you.") })
	}
	fails(model.CodeUnavailable)
	d.press("ctrl+r")
	d.sees("No services for you.", "ctrl-r tries again")
	fails(model.CodeDenied)
	d.press("ctrl+r")
	d.sees("You have no access to this")
	v.SetHook(nil)
	v.SetServices(fake.Services()...)
	d.press("ctrl+r")
	d.sees("software_secure")
	fails(model.CodeUnavailable)
	d.press("ctrl+r")
	d.wait(time.Minute)
	d.sees("Not up to date: No services for you.", "software_secure")
}

func TestBackendsNarrowed(t *testing.T) {
	t.Parallel()
	d, v := backendsDesk(t, 120, 40)
	d.press("V", "j", "/")
	d.typed("warning")
	d.press("enter")
	d.sees("training", "1 of 1")
	d.doesNotSee("proctorco  ")
	d.press("v") // its outcome does not take it out of sight
	d.sees("training")
	d.press("/")
	d.typed("x")
	d.sees("No service matches warningx.")
	d.press("esc", "esc")
	d.sees("3 of 3", "software_secure")
	if d.overList() == nil {
		t.Fatal("esc left the board with the narrowing")
	}
	// The cursor stays on its service; a service that went is not checked on.
	d.press("G")
	d.midway(3)
	v.SetServices(fake.Services()[2], fake.Services()[0])
	d.press("ctrl+r")
	d.release(false)
	if s, _ := d.board().Chosen(); s.Name != "training" {
		t.Errorf("the cursor is on %s", s.Name)
	}
	d.late = true
	d.press("v")
	d.some(3)
	v.SetServices(fake.Services()[0])
	d.press("enter", "ctrl+r")
	d.release(true)
	if d.place() == "backend" || d.last("training").Phase != view.CheckStopped {
		t.Errorf("the page of a service that went is open: %v", d.place() == "backend")
	}
	d.ends(v)
	d.fit()
}
