package find

import (
	"strings"
	"testing"

	"examdesk/cli/kit/kittest"
)

// A filter that names what is not there says so, to every command that takes one.
func TestFiltersThatNameNothing(t *testing.T) {
	t.Parallel()
	for filter, c := range map[string]struct {
		note string
		some bool
	}{
		"course:STAT101":         {"Note: course:STAT101 is course-v1:NordicU+STAT101+2026_Autumn.", true},
		"course:STAT11":          {"Note: There is no course STAT11 here; the nearest is course:STAT101.", false},
		"backend:software_secur": {"the nearest is backend:software_secure.", false},
		"learner:omar":           {"learner:omar_abebe", false},
		"reviewer:nobody_at_all": {"Note: Nobody here has the username nobody_at_all", false},
		`exam:"STAT101 No such"`: {"Note: There is no exam whose name contains", false},
		"backend:test":           {"", true},
	} {
		t.Run(filter, func(t *testing.T) {
			t.Parallel()
			d := kittest.OnTerminal(t, "")
			ids, err := Choice{Filter: filter}.Attempts(t.Context(), d.Factory, d.Opened, nil)
			if err != nil {
				t.Fatal(err)
			}
			if (len(ids) > 0) != c.some {
				t.Errorf("found %d attempts", len(ids))
			}
			if !strings.Contains(d.Said.String(), c.note) || c.note == "" && d.Said.Len() > 0 {
				t.Errorf("said %q, want %q", d.Said, c.note)
			}
		})
	}
}
