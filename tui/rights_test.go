package tui

import (
	"testing"

	"examdesk/model"
	"examdesk/tui/fake"
)

// What the table of rights refuses is said before anything opens: to who may not,
// and to staff at their own attempt.
func TestKeysAskTheTable(t *testing.T) {
	t.Parallel()
	row, ok := desk(t, 120, 40).m.aim.Row()
	if !ok {
		t.Fatal("there is no attempt")
	}
	for name, c := range map[string]struct {
		who  model.Reviewer
		keys []string
		says string
	}{
		"their own":      {model.Reviewer{ID: row.Attempt.UserID, Username: "r.adeyemi", IsStaff: true}, []string{"v", "r", "D", "S", "o", "a"}, "it is their own"},
		"another group":  {model.Reviewer{ID: 1 << 40, Username: "m.okafor", Groups: []string{"no_such_review"}}, []string{"v", "r", "D", "S", "o", "a"}, "m.okafor may not"},
		"another course": {model.Reviewer{ID: 1 << 40, Username: "prof.lind", Courses: []string{"a/b/other"}}, []string{"v", "D", "o", "a"}, "prof.lind may not"},
	} {
		d := desk(t, 200, 40, func(cfg *fake.Config, _ *Deps) { cfg.Reviewer = c.who })
		for _, key := range c.keys {
			d.press(key)
			d.sees(c.says)
			if d.dialog() != nil {
				t.Errorf("%s: %s opened something", name, key)
			}
		}
	}
}
