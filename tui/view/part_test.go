package view

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"examdesk/model"
	"examdesk/tui/theme"
)

// What cannot be seen is said, in the preview and in the whole, and no absence is made of
// it. A count that cannot be known is a question mark.
func TestNotVisible(t *testing.T) {
	t.Parallel()
	d := model.AttemptDetail{NotVisible: "Its review is not visible here."}
	f := frame(80, 30, theme.NoColor)
	for name, lines := range map[string][]string{"preview": Preview(d, f), "whole": Detail(d, f, DetailOptions{})} {
		drawn := ansi.Strip(strings.Join(lines, "\n"))
		if !strings.Contains(drawn, "Its review is not visible here.") || strings.Contains(drawn, "There is no review") {
			t.Errorf("%s:\n%s", name, drawn)
		}
	}
	tabs := ansi.Strip(Tabs([]model.SectionCount{{Section: model.SectionWaiting, Count: -1}, {Section: model.SectionAll, Count: 7, AtLeast: true}}, model.SectionAll, f))
	if !strings.Contains(tabs, "Waiting ?") || !strings.Contains(tabs, "All 7+") {
		t.Error(tabs)
	}
}
