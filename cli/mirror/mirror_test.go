package mirror

import (
	"testing"

	"examdesk/cli/kit/kittest"
	"examdesk/cli/setup/setuptest"
)

func TestFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, setuptest.Cmd(NewCmdStatus), "--json"); !o.AsJSON {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdDrop), "--json"); !o.AsJSON {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdSync), "--course", "course-v1:A+B+C", "--all", "--yes", "--json"); o.Course != "course-v1:A+B+C" || !o.All || !o.Yes || !o.AsJSON {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdSync), "--dry-run"); !o.DryRun || o.All {
		t.Errorf("%+v", o)
	}
	kittest.BadUsage(t, setuptest.Cmd(NewCmdSync), "--all")
	kittest.BadUsage(t, setuptest.Cmd(NewCmdStatus), "x")
	kittest.BadUsage(t, setuptest.Cmd(NewCmdDrop), "x")
}
