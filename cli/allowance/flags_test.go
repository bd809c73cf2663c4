package allowance

import (
	"slices"
	"testing"

	"examdesk/cli/kit/kittest"
	"examdesk/model"
)

func TestListFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdList, "--learner", "mei", "--exam", "2", "--course", "c", "--limit", "3", "--json")
	if o.Whose != (Whose{"mei", "2", "c"}) || o.Limit != 3 || !o.AsJSON || o.CSV.On {
		t.Errorf("options %+v", o)
	}
	for _, flag := range []string{"--csv", "--excel"} {
		if o = kittest.Options(t, NewCmdList, flag); !o.CSV.On || o.Limit != 50 || o.AsJSON {
			t.Errorf("%s: options %+v", flag, o)
		}
		kittest.BadUsage(t, NewCmdList, flag, "--json")
	}
	kittest.BadUsage(t, NewCmdList, "mei")
}

func TestHistoryFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, NewCmdHistory, "--exam", "2", "--json=at,who"); o.Whose != (Whose{Exam: "2"}) || !o.AsJSON {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdHistory, "mei")
}

func TestAddFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdAdd, "--learner", "mei,yuki", "--exam", "2", "--exam", "3", "--course", "c", "--minutes", " 30 ", "--dry-run", "--json", "--good-only", "--all")
	if !slices.Equal(o.Learners, []string{"mei", "yuki"}) || !slices.Equal(o.Exams, []string{"2", "3"}) || o.Course != "c" ||
		o.Key != model.AllowanceAdditionalTime || o.Value != "30" || !o.DryRun || !o.AsJSON || !o.GoodOnly || !o.All || o.Yes {
		t.Errorf("options %+v", o)
	}
	if o = kittest.Options(t, NewCmdAdd, "--multiplier", "1.5", "--yes"); o.Key != model.AllowanceTimeMultiplier || o.Value != "1.5" || !o.Yes || o.GoodOnly || o.All {
		t.Errorf("options %+v", o)
	}
	if o = kittest.Options(t, NewCmdAdd, "--exception", "may stand"); o.Key != model.AllowanceReviewPolicyException || o.Value != "may stand" {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdAdd, "--learner", "mei", "--exam", "2")
	kittest.BadUsage(t, NewCmdAdd, "--minutes", "5", "--multiplier", "2")
	kittest.BadUsage(t, NewCmdAdd, "mei", "--minutes", "5")
}

func TestRemoveFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdRemove, "--learner", "mei", "--exam", "2", "--key", "minutes", "--yes")
	if !slices.Equal(o.Learners, []string{"mei"}) || !slices.Equal(o.Exams, []string{"2"}) || o.Key != "minutes" || !o.Yes {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdRemove, "mei")
}

func TestImportFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdImport, "march.csv", "--course", "c", "--encoding", "windows-1252", "--good-only")
	if o.File != "march.csv" || o.Course != "c" || o.Encoding != "windows-1252" || !o.GoodOnly || o.Yes {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdImport)
	kittest.BadUsage(t, NewCmdImport, "a.csv", "b.csv")
}

func TestUndoFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, NewCmdUndo, "17", "--yes"); o.Batch != "17" || o.List || !o.Yes {
		t.Errorf("options %+v", o)
	}
	if o := kittest.Options(t, NewCmdUndo, ""); o.List { // a script's variable that is not set lists nothing
		t.Errorf("options %+v", o)
	}
	if o := kittest.Options(t, NewCmdUndo, "--json"); !o.List || !o.AsJSON {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdUndo, "1", "2")
}
