package journal

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"examdesk/model"
)

const (
	simSteps    = 9
	simAttempts = 3
	simHold     = time.Second
)

// sim is a run: processes that take, withdraw and send decisions while things go
// wrong, until every decision has found its end. Everything follows from what
// it is made of.
type sim struct {
	seed uint64
	// fault happens at operation at, and another may follow soon after.
	fault fault
	at    int
	// spoil breaks something on purpose, to prove that a run can fail. What it
	// returns takes the decisions.
	spoil func(*sim) model.Decider

	rng     *rand.Rand
	disk    *disk
	store   *simStore
	decider model.Decider
	orders  ledger
	procs   []*simProc
	// alone keeps it to one process at a time.
	alone bool
	// unlocked removes locks the moment another process wants them.
	unlocked bool
	ids      int
	ticks    int
	start    time.Time
}

// simProc is a process.
type simProc struct {
	fs *memFS
	j  *Journal
}

// run plays a run and returns what was kept of its promises.
func (s *sim) run() (tally, []string) {
	s.rng = rand.New(rand.NewPCG(s.seed, 2))
	s.disk = newDisk(s.seed<<20 | uint64(s.at))
	s.plan()
	s.store = newSimStore(s.rng)
	// An LMS's tables cannot distinguish two decisions that two processes stamp
	// alike: only ids can, so that is what two processes are tried with.
	s.alone = s.rng.IntN(2) == 0
	s.store.byStamp = s.alone
	s.decider = s.store
	s.orders = ledger{}
	s.start = time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	if s.spoil != nil {
		s.decider = s.spoil(s)
	}
	for range simSteps {
		s.step()
	}
	settled := s.settle()
	t, broken := s.orders.settle(s.store.applied)
	if !settled {
		t.lost++
		broken = append(broken, "a decision never found its end")
	}
	return t, broken
}

// plan puts the fault where it belongs. In half of the runs the processes that
// clean up after it meet the next one.
func (s *sim) plan() {
	if s.fault == noFault {
		return
	}
	s.disk.plan[s.at] = s.fault
	next := s.at + 1 + s.disk.rng.IntN(12)
	s.disk.plan[next] = []fault{noFault, noFault, noFault, killed, powerCut, fullDisk}[s.disk.rng.IntN(6)]
}

// Now is a clock that someone sets now and then, but that never shows the same
// time twice.
func (s *sim) Now() time.Time {
	s.ticks++
	if s.rng.IntN(10) == 0 {
		s.start = s.start.Add(time.Duration(s.rng.IntN(7)-2) * time.Second)
	}
	return s.start.Add(time.Duration(s.ticks) * time.Microsecond)
}

// newID makes ids whose order says nothing about their age, as real ones do.
func (s *sim) newID() string {
	s.ids++
	return fmt.Sprintf("%02d%d", s.rng.IntN(100), s.ids)
}

// step lets a process start, or one of those that run do something.
func (s *sim) step() {
	most := 2
	if s.alone {
		most = 1
	}
	if len(s.procs) == 0 || len(s.procs) < most && s.rng.IntN(4) == 0 {
		s.open()
		return
	}
	p := s.procs[s.rng.IntN(len(s.procs))]
	switch s.rng.IntN(13) {
	case 0, 1, 2, 3, 4:
		s.hold(p)
	case 5, 6:
		s.withdraw(p, s.pick(p))
	case 7, 8:
		s.send(p, s.pick(p))
	case 9:
		s.sendDue(p)
	case 10:
		s.store.touch(1+s.rng.Int64N(simAttempts), s.Now())
	case 11:
		s.adopt(p)
	case 12:
		s.close(p)
	}
	s.bury()
}

// bury forgets the processes that have ended.
func (s *sim) bury() {
	s.procs = slices.DeleteFunc(s.procs, func(p *simProc) bool { return p.fs.ended() })
}

// open starts a process. One that cannot open the journal ends.
func (s *sim) open() *simProc {
	if s.unlocked {
		clear(s.disk.locks)
	}
	p := &simProc{fs: s.disk.process()}
	var err error
	p.j, err = Open(context.Background(), Config{
		Dir: "/state/journal", Store: "sim", Hold: simHold, Clock: s, FS: p.fs, NewID: s.newID,
	}, s.decider)
	s.bury()
	if err != nil || p.fs.ended() {
		p.fs.kill()
		return nil
	}
	s.procs = append(s.procs, p)
	s.offer(p)
	return p
}

// offer notes what a process shows as found.
func (s *sim) offer(p *simProc) {
	for _, h := range p.held() {
		if h.State == model.HeldFound {
			s.orders[h.Request.Reason].offered = true
		}
	}
}

// adopt lets a process look again for what others have left behind.
func (s *sim) adopt(p *simProc) {
	_, _ = p.j.Adopt(context.Background())
	s.offer(p)
}

// unsure reports whether a record was neither confirmed nor taken back: the process
// ended meanwhile, or the disk refused both. It is read later, or it is not.
func (p *simProc) unsure() bool {
	return p.fs.ended() || p.j.log != nil && p.j.log.torn
}

// held lists what a process keeps. It asks nothing of the disk.
func (p *simProc) held() []model.Held {
	held, err := p.j.Held(context.Background())
	if err != nil {
		panic(err)
	}
	return held
}

func (s *sim) pick(p *simProc) *model.Held {
	held := p.held()
	if len(held) == 0 {
		return nil
	}
	return &held[s.rng.IntN(len(held))]
}

// hold takes a decision on the attempt as it is now. It may take the place of
// one that was refused.
func (s *sim) hold(p *simProc) {
	attempt := 1 + s.rng.Int64N(simAttempts)
	before := slices.DeleteFunc(p.held(), func(h model.Held) bool { return h.Request.AttemptID != attempt })
	o := s.orders.order()
	_, err := p.j.Hold(context.Background(), model.DecisionRequest{
		AttemptID: attempt, Review: model.ReviewClean, Reason: o.name,
		Expected: model.Version{Status: model.Submitted, Modified: s.store.modified[attempt]},
	})
	switch {
	case p.unsure():
		for _, h := range before {
			s.orders[h.Request.Reason].either = true
		}
		return
	case err != nil:
		return
	}
	o.held = true
	for _, h := range before {
		if !slices.ContainsFunc(p.held(), func(now model.Held) bool { return now.ID == h.ID }) {
			s.orders[h.Request.Reason].withdrawn = true
		}
	}
}

func (s *sim) withdraw(p *simProc, h *model.Held) {
	if h == nil {
		return
	}
	o := s.orders[h.Request.Reason]
	err := p.j.Withdraw(context.Background(), h.ID)
	switch {
	case p.unsure():
		o.either = true
	case err == nil:
		o.withdrawn = true
	case model.CodeOf(err) == model.CodeConflict:
		o.sent = true // the journal says that it has been applied already
	}
}

func (s *sim) send(p *simProc, h *model.Held) {
	if h == nil {
		return
	}
	if _, err := p.j.Send(context.Background(), h.ID); err == nil && !p.fs.ended() {
		s.orders[h.Request.Reason].sent = true
	}
}

func (s *sim) sendDue(p *simProc) {
	s.start = s.start.Add(simHold)
	for _, sent := range p.j.SendDue(context.Background()) {
		if sent.Err == nil && !p.fs.ended() {
			s.orders[sent.Held.Request.Reason].sent = true
		}
	}
}

// close ends a process in the proper way. What it still keeps is found later.
func (s *sim) close(p *simProc) {
	_ = p.j.Close(context.Background())
	p.fs.kill()
	s.bury()
}

// settle lets processes start until a person has said of every decision whether
// it is to be sent, and the store has answered. It reports whether that came to
// an end.
func (s *sim) settle() bool {
	s.store.calm = true
	for range 20 {
		for len(s.procs) > 0 {
			s.close(s.procs[0])
		}
		p := s.open()
		if p == nil {
			continue
		}
		held := p.held()
		if len(held) == 0 {
			return true
		}
		for _, h := range held {
			s.decide(p, h)
		}
		s.bury()
	}
	return false
}

// decide is a person's word on a decision that was found.
func (s *sim) decide(p *simProc, h model.Held) {
	if s.rng.IntN(4) == 0 {
		s.withdraw(p, &h)
		return
	}
	s.send(p, &h)
	still := func(now model.Held) bool { return now.ID == h.ID && now.Problem != "" }
	if !p.fs.ended() && slices.ContainsFunc(p.held(), still) {
		s.withdraw(p, &h)
	}
}
