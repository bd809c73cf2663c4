package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"examdesk/store/storetest"

	"examdesk/config"
	"examdesk/model"
)

func fixedNow() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// onTerminal is a person at a terminal who types something, on a store of their own.
func onTerminal(t *testing.T, typed string) (*app, *opened, *bytes.Buffer) {
	t.Helper()
	path := storetest.File(t)
	said := &bytes.Buffer{}
	a := newApp(Env{In: strings.NewReader(typed), Out: said, Err: said, Clock: fixedNow, IsTerminal: true}, nil)
	a.flags.Store, a.flags.As = path, "r.adeyemi"
	o, err := a.open(t.Context(), config.Config{}, config.Target{Path: path, As: "r.adeyemi", Configured: true}, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	a.Clock = func() time.Time { return fixedNow().Add(time.Second) } // a decision is known by its moment where no ids are kept
	return a, o, said
}

// Nobody is overwritten silently: what changed since it was looked at stays.
func TestStepsOfWhatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(*app, *opened) step{
		"change": func(_ *app, o *opened) step {
			return changeStep(context.Background(), o.Store, changing{kind: model.ChangeRemove}, 364)
		},
		"review": func(a *app, o *opened) step {
			return a.reviewStep(context.Background(), o.Store, model.DecisionRequest{AttemptID: 364, Review: model.ReviewClean})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, o, said := onTerminal(t, "")
			stale := make(a, o)
			somebody := newApp(a.Env, nil)
			somebody.Clock = fixedNow
			whole, err := somebody.env().EngineOn(o.of)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := whole.EdxProctoring().UpdateAttemptStatus(t.Context(), 364, model.Rejected, model.TransitionOptions{}); err != nil {
				t.Fatal(err)
			}
			fresh := changeStep(t.Context(), o.Store, changing{kind: model.ChangeStatus, status: model.Verified}, 371)
			err = a.steps(t.Context(), &session{}, change{yes: true}, "Do %s?", []step{stale, fresh})
			if code := model.ExitCode(err); code != 3 {
				t.Errorf("ended with %d (%v), want 3", code, err)
			}
			for _, want := range []string{"364  failed: The attempt changed while you looked at it: it is now rejected.", "371  is verified"} {
				if !strings.Contains(said.String(), want) {
					t.Errorf("%q does not say %q", said, want)
				}
			}
		})
	}
}

// What wipes answers takes the typed word on a terminal; a y is not enough.
func TestStepsAskForTheWord(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{"zoe_hernandez\n": true, "zoe_hernandez": true, "y\n": false, "\n": false, "": false} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			a, o, said := onTerminal(t, typed)
			err := a.changeEach(t.Context(), o.session, changing{kind: model.ChangeRemove, question: "Delete %s?"}, []int64{364})
			if done := err == nil; done != want {
				t.Errorf("typed %q: done %t (%v), want %t", typed, done, err, want)
			}
			if !strings.Contains(said.String(), "Delete 1 attempt? What is wiped does not come back. Type zoe_hernandez to go on:") {
				t.Errorf("asked %q", said)
			}
			_, err = o.Store.ReadAttempt(t.Context(), 364)
			if gone := model.CodeOf(err) == model.CodeNotFound && err != nil; gone != want {
				t.Errorf("typed %q: gone %t, want %t", typed, gone, want)
			}
		})
	}
}

// Of several learners the number is typed.
func TestStepsAskForTheNumber(t *testing.T) {
	t.Parallel()
	a, o, said := onTerminal(t, "2\n")
	if err := a.changeEach(t.Context(), o.session, changing{kind: model.ChangeRemove, question: "Delete %s?"}, []int64{364, 371}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said.String(), "Delete 2 attempts? What is wiped does not come back. Type 2 to go on:") {
		t.Errorf("asked %q", said)
	}
}

func TestCSVCells(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "Clean": "Clean", "=1+1": "'=1+1", "+49": "'+49", "-1": "'-1", "@x": "'@x", "\t=1": "' =1", "\r=1": "' =1",
		"\x1b[31m=1": "'=1", "a\nb": "a\nb", "a\r\n=b": "a\n=b", "\u202e=1": "'=1", "\u200b@": "'@",
	} {
		if got := csvCell(in); got != want {
			t.Errorf("csvCell(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("JST", 9*3600)
	c := clock{now: fixedNow(), zones: []namedZone{{"the learner", tokyo}}}
	if got := c.at(fixedNow()); got != "2026-11-20 16:00 UTC (2026-11-21 01:00 JST for the learner)" {
		t.Errorf("said %q", got)
	}
	for d, want := range map[time.Duration]string{
		0: "now", -59 * time.Second: "now", time.Minute: "in 1 minute", -90 * time.Minute: "1 hour ago",
		47 * time.Hour: "in 47 hours", 48 * time.Hour: "in 2 days", -400 * 24 * time.Hour: "400 days ago",
	} {
		if got := c.distance(fixedNow().Add(d)); got != want {
			t.Errorf("%s is said as %q, want %q", d, got, want)
		}
	}
}

// A table fits the terminal as long as its headings do, and loses no row.
func TestFit(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"ID", "STATUS", "COURSE"}, {"123456", "second_review_required", "course-v1:Example+Long+2026"}}
	fit(rows, 44)
	if rows[1][1] != "second_review_required" || rows[1][2] != "course-v1:E…" {
		t.Errorf("cut to %q", rows[1])
	}
	fit(rows, 10)
	if rows[1][0] != "123456" || rows[0][1] != "STATUS" {
		t.Errorf("cut to %q", rows)
	}
}
