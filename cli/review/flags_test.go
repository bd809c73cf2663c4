package review

import (
	"testing"

	"examdesk/cli/kit/kittest"
)

func TestListFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdList, "review:suspicious", "reviewer:none", "--newest", "--limit", "3", "--json=id,reason")
	if o.Filter != "review:suspicious reviewer:none" || !o.Newest || o.Limit != 3 || !o.AsJSON {
		t.Errorf("options %+v", o)
	}
	if o = kittest.Options(t, NewCmdList); o.Filter != "" || o.Newest || o.Limit != 50 || o.AsJSON {
		t.Errorf("options %+v", o)
	}
}

func TestHeldFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, NewCmdHeld); o.AsJSON {
		t.Errorf("options %+v", o)
	}
	if o := kittest.Options(t, NewCmdHeld, "--jq", ".[].id"); !o.AsJSON {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdHeld, "12")
}

func TestSettleFlags(t *testing.T) {
	t.Parallel()
	for name, cmd := range map[string]kittest.New[SettleOptions]{"accept": NewCmdAccept, "dismiss": NewCmdDismiss} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if o := kittest.Options(t, cmd, "12", "--dry-run"); o.ID != "12" || !o.DryRun || o.Yes {
				t.Errorf("options %+v", o)
			}
			if o := kittest.Options(t, cmd, "12", "--yes"); !o.Yes || o.DryRun {
				t.Errorf("options %+v", o)
			}
			kittest.BadUsage(t, cmd)
			kittest.BadUsage(t, cmd, "12", "13")
		})
	}
}

func TestReceiveFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdReceive, "CODE", "review.json", "--yes")
	if o.Code != "CODE" || len(o.Files) != 1 || o.Files[0] != "review.json" || !o.Yes {
		t.Errorf("options %+v", o)
	}
	if o = kittest.Options(t, NewCmdReceive, "CODE", "--dry-run"); len(o.Files) > 0 || !o.DryRun {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdReceive)
	kittest.BadUsage(t, NewCmdReceive, "CODE", "a", "b")
}

func TestSyncFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdSync, "--from", "2026-11-01", "--to", "2026-11-02", "--yes", "--json")
	if o.From != "2026-11-01" || o.To != "2026-11-02" || !o.Yes || !o.AsJSON || o.DryRun {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdSync, "2026-11-01")
}
