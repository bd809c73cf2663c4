package attempt

import (
	"context"
	"strings"
	"testing"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/steps"
	"examdesk/model"
)

// Nobody is overwritten silently: what changed since it was looked at stays.
func TestStepsOfWhatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(*kittest.Desk) steps.Step{
		"change": func(d *kittest.Desk) steps.Step {
			return changeStep(context.Background(), d.Opened.Store, changing{kind: model.ChangeRemove}, 364)
		},
		"review": func(d *kittest.Desk) steps.Step {
			return reviewStep(context.Background(), d.Factory, d.Opened.Store, model.DecisionRequest{AttemptID: 364, Review: model.ReviewClean})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := kittest.OnTerminal(t, "")
			stale := make(d)
			if _, err := d.Engine.EdxProctoring().UpdateAttemptStatus(t.Context(), 364, model.Rejected, model.TransitionOptions{}); err != nil {
				t.Fatal(err)
			}
			fresh := changeStep(t.Context(), d.Opened.Store, changing{kind: model.ChangeStatus, status: model.Verified}, 371)
			err := steps.Run(t.Context(), d.Factory, d.Opened, kit.Change{Yes: true}, "Do %s?", []steps.Step{stale, fresh})
			if code := model.ExitCode(err); code != 3 {
				t.Errorf("ended with %d (%v), want 3", code, err)
			}
			for _, want := range []string{"364  failed: The attempt changed while you were looking at it: it is now rejected.", "371  is verified"} {
				if !strings.Contains(d.Said.String(), want) {
					t.Errorf("%q does not say %q", d.Said, want)
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
			d := kittest.OnTerminal(t, typed)
			err := changeEach(t.Context(), &ChangeOptions{Factory: d.Factory}, d.Opened, changing{kind: model.ChangeRemove, question: "Delete %s?"}, []int64{364})
			if done := err == nil; done != want {
				t.Errorf("typed %q: done %t (%v), want %t", typed, done, err, want)
			}
			if !strings.Contains(d.Said.String(), "Delete 1 attempt? What is wiped cannot be restored. Type zoe_hernandez to continue:") {
				t.Errorf("asked %q", d.Said)
			}
			_, err = d.Opened.Store.ReadAttempt(t.Context(), 364)
			if gone := model.CodeOf(err) == model.CodeNotFound && err != nil; gone != want {
				t.Errorf("typed %q: gone %t, want %t", typed, gone, want)
			}
		})
	}
}

// Of several learners the number is typed.
func TestStepsAskForTheNumber(t *testing.T) {
	t.Parallel()
	d := kittest.OnTerminal(t, "2\n")
	if err := changeEach(t.Context(), &ChangeOptions{Factory: d.Factory}, d.Opened, changing{kind: model.ChangeRemove, question: "Delete %s?"}, []int64{364, 371}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(d.Said.String(), "Delete 2 attempts? What is wiped cannot be restored. Type 2 to continue:") {
		t.Errorf("asked %q", d.Said)
	}
}
