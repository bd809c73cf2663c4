package journal

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"examdesk/model"
)

// The test binary starts itself as the process to be killed. These are where it
// works, and by which numbers it decides what to do.
const (
	envKillDir  = "EXAMDESK_KILL_DIR"
	envKillSeed = "EXAMDESK_KILL_SEED"
	// lastSeed is for the process that only tidies up and is not killed.
	lastSeed = 0
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(envKillDir); dir != "" {
		seed, err := strconv.ParseUint(os.Getenv(envKillSeed), 10, 64)
		if err == nil {
			err = victim(dir, seed)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// TestKill kills real processes on real files, wherever they happen to be, and
// checks that the next ones keep what those promised.
func TestKill(t *testing.T) {
	t.Parallel()
	kills := fromEnv(t, "EXAMDESK_KILLS", 20)
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(1, 3))
	orders := ledger{}
	for n := range kills {
		killOne(t, orders, dir, uint64(n)+lastSeed+1, rng)
	}
	start, out, stop := startVictim(t, dir, lastSeed)
	for out.Scan() {
		hear(orders, out.Text())
	}
	if err := stop(); err != nil {
		t.Fatalf("the last process: %v\n%s", err, start.Stderr)
	}
	applied, err := countApplied(dir)
	if err != nil {
		t.Fatal(err)
	}
	total, broken := orders.settle(applied)
	for _, line := range broken {
		t.Error(line)
	}
	t.Logf("%d decisions were taken, %d were applied", total.orders, len(applied))
	t.Logf("kills %d  lost %d  doubled %d", kills, total.lost, total.doubled)
	left, err := OSFS{}.List(filepath.Join(dir, "journal"))
	if err != nil || strings.Contains(strings.Join(left, " "), logSuffix) {
		t.Errorf("the journal still has %q, error %v", left, err)
	}
}

// killOne starts a process, and ends it after some lines. The lines are counted,
// and not the time, so that the machine's speed changes little; what happens
// after a line, while this side turns to it, is left to chance.
func killOne(t *testing.T, orders ledger, dir string, seed uint64, rng *rand.Rand) {
	t.Helper()
	cmd, out, stop := startVictim(t, dir, seed)
	lines := 1 + rng.IntN(60)
	for range lines {
		if !out.Scan() {
			t.Fatalf("process %d ended by itself: %v\n%s", seed, stop(), cmd.Stderr)
		}
		hear(orders, out.Text())
	}
	spin(rng.IntN(300_000))
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	// What it printed before it was killed it had promised.
	for out.Scan() {
		hear(orders, out.Text())
	}
	if err := stop(); err == nil {
		t.Fatalf("process %d was not killed", seed)
	}
}

// spin passes a moment without asking the clock.
func spin(n int) {
	x := rand.New(rand.NewPCG(uint64(n), 4))
	for range n {
		x.Uint64()
	}
}

func startVictim(t *testing.T, dir string, seed uint64) (*exec.Cmd, *bufio.Scanner, func() error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), envKillDir+"="+dir, envKillSeed+"="+strconv.FormatUint(seed, 10))
	cmd.Stderr = &bytes.Buffer{}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out), func() error {
		_, _ = io.Copy(io.Discard, out)
		return cmd.Wait()
	}
}

// hear takes a line of a process into the ledger.
func hear(orders ledger, line string) {
	what, name, _ := strings.Cut(line, " ")
	if what == "start" {
		return
	}
	o := orders.named(name)
	switch what {
	case "held":
		o.held = true
	case "found":
		o.offered = true
	case "sent":
		o.sent = true
	case "withdrawing":
		o.either = true
	case "withdrawn":
		o.either, o.withdrawn = false, true
	case "kept":
		o.either = false
	}
}

// victim is the process to be killed: it asks about what it finds, and then
// takes, sends and withdraws decisions until it is killed. It prints each
// promise after the call that made it has returned.
func victim(dir string, seed uint64) error {
	fmt.Println("start")
	v := &victimProc{seed: seed, rng: rand.New(rand.NewPCG(seed, 5))}
	store := &fileStore{path: filepath.Join(dir, "store"), rng: v.rng, calm: seed == lastSeed, known: map[string]bool{}}
	var err error
	v.j, err = Open(context.Background(), Config{Dir: filepath.Join(dir, "journal"), Store: "kill", Hold: time.Hour}, store)
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		held, err := v.j.Held(context.Background())
		if err != nil {
			return err
		}
		for _, h := range held {
			if n == 1 {
				fmt.Println("found", h.Request.Reason)
			}
			if seed == lastSeed || v.rng.IntN(2) == 0 {
				v.decide(h)
			}
		}
		if seed == lastSeed {
			return v.j.Close(context.Background())
		}
		v.hold(n)
	}
}

type victimProc struct {
	seed uint64
	rng  *rand.Rand
	j    *Journal
}

// hold takes a decision on an attempt of its own, so that nothing is in its way.
func (v *victimProc) hold(n int) {
	name := fmt.Sprintf("%d/%d", v.seed, n)
	_, err := v.j.Hold(context.Background(), model.DecisionRequest{
		AttemptID: int64(v.seed)<<32 | int64(n), Review: model.ReviewClean, Reason: name,
	})
	if err == nil {
		fmt.Println("held", name)
	}
}

func (v *victimProc) decide(h model.Held) {
	name := h.Request.Reason
	if v.rng.IntN(3) > 0 {
		if _, err := v.j.Send(context.Background(), h.ID); err == nil {
			fmt.Println("sent", name)
		}
		return
	}
	fmt.Println("withdrawing", name)
	err := v.j.Withdraw(context.Background(), h.ID)
	switch {
	case err == nil:
		fmt.Println("withdrawn", name)
	case model.CodeOf(err) == model.CodeConflict:
		fmt.Println("sent", name)
	default:
		fmt.Println("kept", name)
	}
}

// fileStore is a store of one file, a line for each application.
type fileStore struct {
	path string
	rng  *rand.Rand
	calm bool
	// known are the decisions in the first size bytes of the file.
	known map[string]bool
	size  int64
}

func storeKey(d model.Decision) string {
	return fmt.Sprintf("%d %s %d", d.AttemptID, d.ID, d.Stamp.UnixNano())
}

func (s *fileStore) Decide(_ context.Context, d model.Decision) (model.Decided, error) {
	roll := s.rng.IntN(10)
	if s.calm {
		roll = 0
	}
	if roll == 9 {
		return model.Decided{}, noAnswer(roll)
	}
	var repeated bool
	err := s.locked(func(f *os.File) error {
		if repeated = s.known[storeKey(d)]; repeated {
			return nil
		}
		if _, err := fmt.Fprintf(f, "%s %s\n", storeKey(d), d.Reason); err != nil {
			return err
		}
		return f.Sync()
	})
	if err != nil || roll >= 7 {
		return model.Decided{}, noAnswer(roll) // perhaps applied, and no one is told
	}
	return model.Decided{ID: d.ID, Repeated: repeated}, nil
}

func (s *fileStore) DecisionApplied(_ context.Context, d model.Decision) (applied bool, err error) {
	err = s.locked(func(*os.File) error { applied = s.known[storeKey(d)]; return nil })
	return applied, err
}

// locked runs do with the store's file, once known is up to date.
func (s *fileStore) locked(do func(*os.File) error) error {
	l := flock.New(s.path + ".lock")
	if err := l.Lock(); err != nil {
		return err
	}
	defer func() { _ = l.Unlock() }()
	f, err := os.OpenFile(s.path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	lines, err := io.ReadAll(io.NewSectionReader(f, s.size, 1<<40))
	if err != nil {
		return err
	}
	s.size += int64(len(lines))
	for line := range strings.Lines(string(lines)) {
		s.known[line[:strings.LastIndexByte(line, ' ')]] = true
	}
	return do(f)
}

// countApplied counts the applications of each order.
func countApplied(dir string) (map[string]int, error) {
	data, err := os.ReadFile(filepath.Join(dir, "store"))
	applied := map[string]int{}
	for line := range strings.Lines(string(data)) {
		applied[strings.TrimSpace(line[strings.LastIndexByte(line, ' '):])]++
	}
	return applied, err
}
