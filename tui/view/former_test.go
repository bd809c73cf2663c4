package view

import (
	"strings"
	"testing"

	"examdesk/model"
	"examdesk/tui/theme"
)

// Comments of earlier deliveries are counted apart, and read where the earlier
// versions are opened.
func TestFormerComments(t *testing.T) {
	t.Parallel()
	d := detailOf()
	d.Review.FormerComments = []model.Comment{{Start: 60, Stop: 70, Duration: 10, Status: model.ReviewSuspicious, Text: "Whispering"}}
	for _, open := range []bool{false, true} {
		got := strings.Join(Detail(d, frame(120, 60, theme.NoColor), DetailOptions{Unfold: open}), "\n")
		if !strings.Contains(got, "6 comments") || !strings.Contains(got, "1 comment of earlier deliveries, not counted above") {
			t.Errorf("open %v: the counts are missing:\n%s", open, got)
		}
		if strings.Contains(got, "Whispering") != open {
			t.Errorf("open %v: the comment is shown: %v", open, !open)
		}
	}
}
