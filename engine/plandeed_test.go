package engine

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"examdesk/store/storetest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"examdesk/backends/null"
	"examdesk/conformance/sampled"
	"examdesk/model"
	"examdesk/store"
)

// announced is what a plan says, or what a deed said that it did: effects, and
// the attempts whose rows it names besides.
type announced struct {
	effects  []model.Effect
	attempts []int64
}

// change is a deed with its plan.
type bothWays struct {
	what string
	plan func(context.Context) (announced, error)
	deed func(context.Context) (announced, error)
}

// found is what is in the store besides what Django shows: how much history,
// how many messages, how many lines.
type found struct{ history, archives, exams, outbox, line int64 }

// watching looks at a store past the engine.
type watching struct {
	tb       testing.TB
	db       *sql.DB
	migrated bool
}

func newWatch(tb testing.TB, s *store.Store) watching {
	tb.Helper()
	db, err := sql.Open("sqlite", "file:"+s.Info().Path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		tb.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	tb.Cleanup(func() { _ = db.Close() })
	return watching{tb: tb, db: db, migrated: s.Info().Migrated}
}

func (w watching) number(query string, args ...any) (n int64) {
	w.tb.Helper()
	if err := w.db.QueryRow(query, args...).Scan(&n); err != nil {
		w.tb.Fatalf("%s: %v", query, err)
	}
	return n
}

func (w watching) strings(query string, args ...any) (out []string) {
	w.tb.Helper()
	rows, err := w.db.Query(query, args...)
	if err != nil {
		w.tb.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			w.tb.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		w.tb.Fatal(err)
	}
	return out
}

func (w watching) look() (f found) {
	f.history = w.number("SELECT coalesce(max(history_id), 0) FROM proctoring_proctoredexamstudentattempt_history")
	f.exams = w.number("SELECT coalesce(max(history_id), 0) FROM proctoring_proctoredexamhistory")
	f.archives = w.number(`SELECT (SELECT coalesce(max(id), 0) FROM proctoring_proctoredexamsoftwaresecurereviewhistory) +
		(SELECT coalesce(max(id), 0) FROM proctoring_proctoredexamstudentallowancehistory) + (SELECT coalesce(max(id), 0) FROM proctoring_proctoredexamreviewpolicyhistory)`)
	if w.migrated {
		f.outbox = w.number("SELECT coalesce(max(id), 0) FROM examdesk_outbox")
		f.line = w.number("SELECT coalesce(max(id), 0) FROM examdesk_activity")
	}
	return f
}

// sweep is a run of changes over attempts, and what it counted.
type sweep struct {
	*rig
	w       watching
	tried   map[string]int
	refused map[string]int
	failed  int
}

// check does a change both ways and compares: first the plan, then the deed, then
// what stands in the store.
func (s *sweep) check(t *testing.T, c bothWays) {
	t.Helper()
	if s.failed > 20 {
		return
	}
	before := s.w.look()
	plan, planErr := c.plan(t.Context())
	if got := s.w.look(); got != before {
		s.fail(t, c, "the plan wrote something: %+v, was %+v", got, before)
	}
	deed, err := c.deed(t.Context())
	s.tried[c.what]++
	if model.CodeOf(planErr) != model.CodeOf(err) || model.Sentence(planErr) != model.Sentence(err) {
		s.fail(t, c, "the plan says %q, the deed %q", sentence(planErr), sentence(err))
		return
	}
	if err != nil {
		s.refused[c.what]++
		if got := s.w.look(); got != before {
			s.fail(t, c, "refused (%s), and something was written: %+v, was %+v", sentence(err), got, before)
		}
		return
	}
	if diff := cmp.Diff(model.ActivityEffects(plan.effects), model.ActivityEffects(deed.effects)); diff != "" {
		s.fail(t, c, "the plan has other effects than the deed:\n%s", diff)
	}
	s.compareRows(t, c, before, deed)
	if s.w.migrated {
		s.compareOutbox(t, c, before, deed)
		s.compareLines(t, c, before, deed)
	}
}

func sentence(err error) string {
	if err == nil {
		return "yes"
	}
	return string(model.CodeOf(err)) + ": " + model.Sentence(err)
}

func (s *sweep) fail(t *testing.T, c bothWays, format string, args ...any) {
	t.Helper()
	s.failed++
	t.Errorf("%s: %s", c.what, fmt.Sprintf(format, args...))
}

// compareRows finds attempts that were written and not announced, and those that
// were announced and not written.
func (s *sweep) compareRows(t *testing.T, c bothWays, before found, a announced) {
	t.Helper()
	var ids []int64
	for _, id := range s.w.strings("SELECT DISTINCT id FROM proctoring_proctoredexamstudentattempt_history WHERE history_id > ? ORDER BY id", before.history) {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, n)
	}
	named := slices.Clone(a.attempts)
	for _, e := range a.effects {
		named = append(named, e.Attempt.ID)
		writes := e.Kind == model.EffectDecline || e.Kind == model.EffectClearOnboarding
		if writes && e.Certainty == model.Will && !slices.Contains(ids, e.Attempt.ID) {
			s.fail(t, c, "%s of attempt %d was announced and not written", e.Kind, e.Attempt.ID)
		}
	}
	for _, id := range ids {
		if !slices.Contains(named, id) {
			s.fail(t, c, "attempt %d was written and not announced", id)
		}
	}
}

// compareOutbox holds the messages against the effects that leave the store.
func (s *sweep) compareOutbox(t *testing.T, c bothWays, before found, a announced) {
	t.Helper()
	want := []string{}
	for _, e := range a.effects {
		if e.Certainty != model.WillNot && store.LeavesStore(e) {
			want = append(want, string(e.Kind)+" "+model.Message{Certainty: e.Certainty}.CertaintyWord())
		}
	}
	got := s.w.strings("SELECT kind || ' ' || certainty FROM examdesk_outbox WHERE id > ? ORDER BY id", before.outbox)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		s.fail(t, c, "messages %q, announced %q", got, want)
	}
}

// compareLines holds the lines of activity against the effects: each is in a line.
func (s *sweep) compareLines(t *testing.T, c bothWays, before found, a announced) {
	t.Helper()
	var effects []model.ActivityEffect
	lines := 0
	err := s.store.Activity(t.Context(), model.ActivityQuery{After: before.line}, func(l model.ActivityLine) error {
		lines++
		effects = append(effects, l.Effects...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := model.ActivityEffects(a.effects)
	if len(want) == 0 {
		want = nil
	}
	if diff := cmp.Diff(want, effects); diff != "" {
		s.fail(t, c, "the line has other effects:\n%s", diff)
	}
	if changed := s.w.look() != before; changed != (lines > 0) {
		s.fail(t, c, "%d lines; something was written: %v", lines, changed)
	}
}

// setting is one of the ways in which a store can stand.
type setting struct{ migrated, webhook, services bool }

func (o setting) String() string {
	word := map[bool]string{true: "", false: "no "}
	return map[bool]string{true: "migrated", false: "guest"}[o.migrated] + ", " + word[o.webhook] + "webhook, " + word[o.services] + "services"
}

// obliging is a service that takes whatever it is told.
type obliging struct{ null.Service }

func (obliging) RegisterAttempt(context.Context, model.Exam, model.Registration) (string, error) {
	return uuid.NewString(), nil
}

func newSweep(t *testing.T, o setting) *sweep {
	t.Helper()
	path := t.TempDir() + "/edx.sqlite3"
	storetest.WriteTo(t, path)
	s, err := store.Open(t.Context(), path, store.Options{Platform: o.webhook})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if o.migrated {
		if err := s.Migrate(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	// Half of the exams are no longer due, so that what is refused after the due
	// date is tried, too.
	execSQL(t, s, "UPDATE proctoring_proctoredexam SET due_date = NULL WHERE id % 2 = 0")
	cfg := Config{Clock: advancing(now()), Rules: model.DefaultReviewRules()}
	if o.services {
		cfg.Service = func(string) model.ProctoringService { return obliging{} }
	}
	return &sweep{rig: rigOf(t, s, "r.adeyemi", cfg), w: newWatch(t, s), tried: map[string]int{}, refused: map[string]int{}}
}

// advancing is a clock that goes on by a microsecond whenever somebody looks.
func advancing(at time.Time) func() time.Time {
	return func() time.Time { at = at.Add(time.Microsecond); return at }
}

// Every change of every attempt does what its plan says, and says what it did:
// the same refusals, the same effects, no row that was not announced, no row
// announced that was not written, messages and lines as announced.
func TestPlanIsDeed(t *testing.T) {
	t.Parallel()
	settings := []setting{{}, {migrated: true, webhook: true, services: true}}
	if os.Getenv(sampled.Env) != "" {
		settings = append(settings, setting{webhook: true, services: true}, setting{migrated: true})
	}
	if slow { // what runs at the same time is tried by one of them
		settings = settings[1:2]
	}
	for _, o := range settings {
		t.Run(o.String(), func(t *testing.T) {
			t.Parallel()
			s := newSweep(t, o)
			for _, id := range s.chosen(int64(sampled.Every(t, 1000))) {
				for _, c := range append(s.reviewChanges(t, id), s.attemptChanges(id)...) {
					s.check(t, c)
				}
			}
			for exam := int64(1); exam <= 20; exam++ {
				for _, c := range s.examChanges(exam) {
					s.check(t, c)
				}
			}
			s.report(t)
		})
	}
}

// chosen are the attempts that are tried: each so many, and some of every status.
func (s *sweep) chosen(step int64) []int64 {
	var out []int64
	most := 1
	switch {
	case slow:
		step = 1 << 30
	case os.Getenv(sampled.Env) != "":
		most = 2
	}
	for _, text := range s.w.strings(`SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY status, is_resumable ORDER BY id) AS n
		FROM proctoring_proctoredexamstudentattempt) WHERE n <= ? OR id % ? = 0 ORDER BY id`, most, step) {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			s.w.tb.Fatal(err)
		}
		out = append(out, id)
	}
	return out
}

func (s *sweep) report(t *testing.T) {
	t.Helper()
	total, refused := 0, 0
	var names []string
	for name, n := range s.tried {
		total, refused = total+n, refused+s.refused[name]
		names = append(names, fmt.Sprintf("%s %d (%d refused)", name, n, s.refused[name]))
		if s.refused[name] == n && name != "exam of no time" && (s.w.migrated || name != "accept") {
			t.Errorf("%s was refused each time, so nothing was compared", name)
		}
	}
	slices.Sort(names)
	t.Logf("%d changes both ways, %d refused, %d differ\n  %s", total, refused, s.failed, strings.Join(names, "\n  "))
}

// attemptChanges are the changes that are tried of an attempt, one after the
// other: each meets what those before have left.
func (s *sweep) attemptChanges(id int64) []bothWays {
	var out []bothWays
	for _, kind := range []model.ChangeKind{model.ChangeResume, model.ChangeReset} {
		out = append(out, s.attemptChange(string(kind), model.ChangeRequest{AttemptID: id, Kind: kind}))
	}
	statuses := model.AttemptStatuses()
	for _, early := range []bool{true, false} { // what is over cannot go back
		for _, status := range statuses {
			if !status.IsKnown() || status.IsIncomplete() != early {
				continue
			}
			out = append(out, s.attemptChange("set "+string(status), model.ChangeRequest{AttemptID: id, Kind: model.ChangeStatus, Status: status}))
		}
	}
	for _, r := range model.ReviewStatuses() {
		out = append(out, s.decision(id, r))
	}
	last := model.ChangeRemove
	if id%2 == 0 {
		last = model.ChangeRemoveAll
	}
	return append(out, s.attemptChange(string(last), model.ChangeRequest{AttemptID: id, Kind: last}))
}

func (s *sweep) attemptChange(what string, r model.ChangeRequest) bothWays {
	seen := func(ctx context.Context) (model.ChangeRequest, error) {
		row, err := view(ctx, s.core, func(tx *store.Tx) (model.AttemptRow, error) { return tx.AttemptRow(ctx, r.AttemptID) })
		r.Expected = row.Version()
		return r, err
	}
	return bothWays{
		what: what,
		plan: func(ctx context.Context) (announced, error) {
			r, err := seen(ctx)
			if err != nil {
				return announced{}, err
			}
			p, err := s.PreviewChange(ctx, r)
			return announced{effects: p.Effects, attempts: []int64{r.AttemptID}}, err
		},
		deed: func(ctx context.Context) (announced, error) {
			r, err := seen(ctx)
			if err != nil {
				return announced{}, err
			}
			done, err := s.ChangeAttempt(ctx, r)
			return announced{effects: done.Effects, attempts: []int64{r.AttemptID, done.NewAttempt}}, err
		},
	}
}

func (s *sweep) decision(id int64, review model.ReviewStatus) bothWays {
	r := model.DecisionRequest{AttemptID: id, Review: review}
	seen := func(ctx context.Context) error {
		row, err := view(ctx, s.core, func(tx *store.Tx) (model.AttemptRow, error) { return tx.AttemptRow(ctx, id) })
		r.Expected = row.Version()
		return err
	}
	return bothWays{
		what: "decide " + string(review),
		plan: func(ctx context.Context) (announced, error) {
			if err := seen(ctx); err != nil {
				return announced{}, err
			}
			p, err := s.PreviewDecision(ctx, r)
			return announced{effects: p.Effects, attempts: []int64{id}}, err
		},
		deed: func(ctx context.Context) (announced, error) {
			if err := seen(ctx); err != nil {
				return announced{}, err
			}
			done, err := s.Decide(ctx, model.Decision{DecisionRequest: r, ID: uuid.NewString(), Stamp: s.now()})
			return announced{effects: done.Effects, attempts: []int64{id}}, err
		},
	}
}
