package attempt

import (
	"testing"

	"examdesk/cli/find"
	"examdesk/cli/kit/kittest"
)

func TestChangeFlags(t *testing.T) {
	t.Parallel()
	for name, cmd := range map[string]kittest.New[ChangeOptions]{"resume": NewCmdResume, "reset": NewCmdReset} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := kittest.Options(t, cmd, "7", "8", "--dry-run", "--json")
			if len(o.IDs) != 2 || o.IDs[1] != "8" || !o.DryRun || !o.AsJSON || o.Yes {
				t.Errorf("options %+v", o)
			}
			o = kittest.Options(t, cmd, "--filter", "is:resumable", "--yes")
			if o.Choice != (find.Choice{Filter: "is:resumable"}) || !o.Yes || o.AsJSON || len(o.IDs) > 0 {
				t.Errorf("options %+v", o)
			}
		})
	}
}

func TestDeleteFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdDelete, "--all-of", "mei_zhang", "--exam", "4", "--yes")
	if o.AllOf != "mei_zhang" || o.Exam != "4" || !o.Yes || len(o.IDs) > 0 {
		t.Errorf("options %+v", o)
	}
	if o = kittest.Options(t, NewCmdDelete, "7", "--json=attempt_id"); len(o.IDs) != 1 || !o.AsJSON || o.AllOf != "" {
		t.Errorf("options %+v", o)
	}
}

func TestSetStatusFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdSetStatus, "submitted", "7", "8", "--yes")
	if o.Status != "submitted" || len(o.IDs) != 2 || o.IDs[0] != "7" || !o.Yes {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdSetStatus)
}

func TestReviewFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdReview, "7", "--outcome", "clean", "--reason", "Allowed.", "--dry-run")
	if o.Outcome != "clean" || o.Reason != "Allowed." || !o.DryRun || len(o.IDs) != 1 {
		t.Errorf("options %+v", o)
	}
}

func TestViewFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdView, "7", "--video", "--zone", "Europe/Oslo", "--json")
	if o.Attempt != "7" || !o.Video || o.Zone != "Europe/Oslo" || !o.AsJSON {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdView)
	kittest.BadUsage(t, NewCmdView, "7", "8")
}
