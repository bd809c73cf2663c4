package journal

import (
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"examdesk/conformance/sampled"
	"examdesk/model"
)

// fromEnv is a number from the environment, so that CI can run for longer.
func fromEnv(tb testing.TB, name string, usual int) int {
	tb.Helper()
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		tb.Fatalf("%s is not a number: %v", name, err)
	}
	return n
}

// everyFault plays a seed once without a fault, which shows how many operations
// it has, and then with each fault at each of them.
func everyFault(seed uint64, faults []fault, spoil func(*sim) model.Decider) (tally, []string) {
	calm := &sim{seed: seed, spoil: spoil}
	total, broken := calm.run()
	for _, f := range faults {
		for at := 1; at <= calm.disk.ops; at++ {
			s := &sim{seed: seed, fault: f, at: at, spoil: spoil}
			t, b := s.run()
			total.add(t)
			for _, line := range b {
				broken = append(broken, "seed "+strconv.FormatUint(seed, 10)+", "+f.String()+
					" at "+strconv.Itoa(at)+": "+line)
			}
		}
	}
	return total, broken
}

// someSeeds plays a block of seeds on all processors.
func someSeeds(first, n uint64, faults []fault, spoil func(*sim) model.Decider) (tally, []string) {
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		total  tally
		broken []string
	)
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for seed := first; seed < first+n; seed++ {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			t, b := everyFault(seed, faults, spoil)
			mu.Lock()
			defer mu.Unlock()
			total.add(t)
			broken = append(broken, b...)
		})
	}
	wg.Wait()
	return total, broken
}

// TestCrashSimulation lets the process be killed, the power go and the disk be full
// at every operation of a few hundred runs, and checks every promise that the
// journal made. EXAMDESK_ORDERS asks for more orders.
func TestCrashSimulation(t *testing.T) {
	t.Parallel()
	// A block is what is played at once; the number of orders is always the same.
	const block = 20
	seeds := 200 / uint64(sampled.Every(t, 4))
	least := fromEnv(t, "EXAMDESK_ORDERS", 1)
	var total tally
	for first := uint64(1); first <= seeds || total.orders < least; first += block {
		sum, broken := someSeeds(first, block, []fault{killed, powerCut, fullDisk}, nil)
		total.add(sum)
		for i, line := range broken {
			if i < 10 {
				t.Error(line)
			}
		}
		if t.Failed() {
			break
		}
	}
	t.Logf("orders %d  lost %d  doubled %d", total.orders, total.lost, total.doubled)
	if total.revived > 0 || total.uninvited > 0 {
		t.Errorf("%d applied though withdrawn, %d though nobody was asked", total.revived, total.uninvited)
	}
}

// TestCrashSimulationCanFail breaks one thing at a time. If the simulation did not
// see it, its silence about the journal would mean nothing.
func TestCrashSimulationCanFail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		faults []fault
		spoil  func(*sim) model.Decider
		broken func(tally) int
	}{
		{"a disk that syncs nothing", []fault{powerCut}, func(s *sim) model.Decider {
			s.disk.lazySync = true
			return s.store
		}, func(t tally) int { return t.lost }},
		{"a directory that is not synced", []fault{powerCut}, func(s *sim) model.Decider {
			s.disk.lazyNames = true
			return s.store
		}, func(t tally) int { return t.lost }},
		{"a store that forgets ids", []fault{killed}, func(s *sim) model.Decider {
			s.store.forgetful = true
			return s.store
		}, func(t tally) int { return t.doubled }},
		{"another stamp at each try", []fault{killed}, func(s *sim) model.Decider {
			return &restamped{simStore: s.store}
		}, func(t tally) int { return t.doubled }},
		{"a store that denies what it applied", []fault{killed}, func(s *sim) model.Decider {
			return hushed{s.store}
		}, func(t tally) int { return t.revived }},
		{"locks that nobody needs to take", []fault{killed}, func(s *sim) model.Decider {
			s.alone, s.store.byStamp = false, false
			s.unlocked = true
			return s.store
		}, func(t tally) int { return t.lost + t.doubled + t.revived }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sum, _ := someSeeds(1, 20, tt.faults, tt.spoil)
			if tt.broken(sum) == 0 {
				t.Errorf("nothing was noticed: %+v", sum)
			}
			t.Logf("orders %d  lost %d  doubled %d", sum.orders, sum.lost, sum.doubled)
		})
	}
}
