package lms

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"examdesk/client/lms/api"
	"examdesk/model"
)

// Taker takes what was read from the LMS after a change, so that what is read next shows
// it: an LMS's database may show it later.
type Taker interface {
	// TakeAttempts takes attempts as they are now.
	TakeAttempts(ctx context.Context, rows []model.AttemptRow) error
	// ForgetAttempts drops attempts that were removed.
	ForgetAttempts(ctx context.Context, gone []model.AttemptRow) error
	// TakeAllowances takes all allowances of a course's active exams.
	TakeAllowances(ctx context.Context, course string, all []model.GrantedAllowance) error
}

// ReviewWriter writes reviews in the words of proctoring services.
type ReviewWriter interface {
	WriteReview(backend string, r model.SentReview) ([]byte, error)
}

// Config is what a store is made of.
type Config struct {
	// API speaks to the LMS as the person who signed in.
	API *api.Client
	// URL is the address of the LMS, which identifies the store.
	URL string
	// Reads answers what is asked, for the same person: a store on the mirror. It never
	// changes anything.
	Reads model.StateStore
	Taker Taker
	// Reviews writes what decisions send.
	Reviews ReviewWriter
	// Diary keeps what the person did.
	Diary *Diary
	// Release is the release of edx-proctoring whose rules are followed, for people.
	Release string
	// ReadOnly is why nothing may be changed, as a sentence; empty if it may.
	ReadOnly string
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
	// LookAgain is after which pauses an attempt is looked at again whose change was not
	// answered; by default four times within ten seconds.
	LookAgain []time.Duration
}

// Store is the state store of an LMS for one person.
type Store struct {
	reads
	lacking
	*Diary

	cfg  Config
	self *identity
	// turn lets one change be made at a time: an LMS has no versions, so nothing else of
	// this process may come between the comparison and the change.
	turn chan struct{}
	// written counts changes.
	written atomic.Int64
}

// reads answers whatever is not the LMS's own. It is a type of its own so that what
// [lacking] has is nearer.
type reads struct{ model.StateStore }

var _ model.StateStore = (*Store)(nil)

// New returns the store of an LMS. Nothing is asked yet.
func New(c Config) *Store {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.LookAgain == nil {
		c.LookAgain = []time.Duration{0, time.Second, 3 * time.Second, 6 * time.Second}
	}
	c.URL = strings.TrimSuffix(c.URL, "/")
	s := &Store{reads: reads{c.Reads}, Diary: c.Diary, cfg: c, turn: make(chan struct{}, 1)}
	s.self = &identity{api: c.API, mu: &sync.Mutex{}}
	s.lacking = lacking{s}
	return s
}

// change runs f when no other change is under way.
func (s *Store) change(ctx context.Context, f func() error) error {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
		return f()
	case <-ctx.Done():
		return model.Wrap(context.Cause(ctx), model.CodeInterrupted, "Interrupted before anything was changed.")
	}
}

// Info implements [model.StoreReader].
func (s *Store) Info() model.StoreInfo {
	i := s.cfg.Reads.Info()
	return model.StoreInfo{
		Path: s.cfg.URL, Schema: "edx-proctoring " + s.cfg.Release + " at an LMS", Migrated: true, Reasons: true, Groups: i.Groups,
		ReadOnly: s.cfg.ReadOnly != "", ReadOnlyWhy: s.cfg.ReadOnly, Empty: i.Empty,
	}
}

// Identity implements [model.StoreReader]: an LMS is identified by its address.
func (s *Store) Identity(context.Context) (model.StoreIdentity, error) {
	return model.StoreIdentity{Name: s.cfg.URL, Place: s.cfg.URL}, nil
}

// Elsewhere implements [model.StoreReader].
func (s *Store) Elsewhere(place string) bool { return place != s.cfg.URL }

// Written implements [model.StoreReader].
func (s *Store) Written() int64 { return s.written.Load() }
