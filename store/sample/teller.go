package sample

import (
	"fmt"
	"strings"

	"examdesk/model"
)

// life is an attempt from its creation to now: each step is a row of its
// history, the last one is the attempt as it stands.
type life struct {
	visit
	id       int64
	exam     *exam
	code     string
	external string
	steps    []step
	next     int // the step that is written next
	reviewID int64
	extra    int // minutes granted
	left     int // seconds left, of one that breaks off or goes on
}

// step is an attempt's row after a save. What never changes is in [life].
type step struct {
	at                 stamp
	status             model.AttemptStatus
	started, completed stamp
	allowed            int // minutes, zero before the start
	left               int // seconds, zero for none
	registered         bool
	proctored          bool
	resumable          bool
	readyToResume      bool
	resumed            bool
	delivery           *delivery // the review that caused it
}

// due returns the time of the next step.
func (l *life) due() stamp { return l.steps[l.next].at }

// submitted returns when the exam was handed in.
func (l *life) submitted() stamp { return l.steps[len(l.steps)-1].completed }

// teller tells lives. The same visit always has the same life.
type teller struct {
	*catalogue
	*dice
	seed    uint64
	remarks []string
	hostile []string
}

func newTeller(c *catalogue, seed uint64) *teller {
	return &teller{catalogue: c, dice: newDice(), seed: seed, remarks: plainRemarks(), hostile: hostileRemarks()}
}

// uuid returns a random one in capitals, as attempt codes are.
func (t *teller) uuid() string {
	a, b := t.Uint64(), t.Uint64()
	return fmt.Sprintf("%08X-%04X-4%03X-%04X-%012X", a>>32, a>>16&0xffff, a&0xfff, 0x8000|b>>48&0x3fff, b&0xffffffffffff)
}

func (t *teller) externalID(l *life) string {
	if l.exam.backend.Name == "test" {
		return fmt.Sprintf("pt-%012x-%d", t.Uint64()>>16, l.id)
	}
	return strings.ToLower(t.uuid())
}

// secondsLeft returns what remained when the first of a learner's attempts at the
// exam broke off, which the second one gets.
func (l *life) secondsLeft(seed uint64) int {
	whole := l.exam.TimeLimitMins * 60
	return whole/5 + int(mix(seed^uint64(l.learner)<<24^uint64(l.visit.exam)+7)%uint64(whole*3/5))
}

// step adds a save: the row before it, changed.
func (l *life) step(at stamp, status model.AttemptStatus, change func(*step)) {
	s := l.steps[len(l.steps)-1]
	s.at, s.status, s.delivery = at, status, nil
	if change != nil {
		change(&s)
	}
	l.steps = append(l.steps, s)
}

// delivery is a review as it came from the service, or a person's decision on
// the one before.
type delivery struct {
	status  model.ReviewStatus
	person  int64 // zero for the service
	remarks []remark
	overall string
	token   string
	raw     string // the payload, once it is written
}

// remark is a comment on a part of the recording, in seconds.
type remark struct {
	start, stop int
	text        string
	status      model.ReviewStatus
	desktop     bool
}
