package change

import (
	"testing"

	"examdesk/model"
)

func TestWish(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"30": {model.AllowanceAdditionalTime, "30"}, "+45": {model.AllowanceAdditionalTime, "45"}, "x1.5": {model.AllowanceTimeMultiplier, "1.5"},
		"2x": {model.AllowanceTimeMultiplier, "2"}, "* 1.25": {model.AllowanceTimeMultiplier, "1.25"}, "-": {"", ""},
		"30 min": {model.AllowanceAdditionalTime, "30"}, "30.0": {model.AllowanceAdditionalTime, "30"}, "45m": {model.AllowanceAdditionalTime, "45"},
		"+20 minutes": {model.AllowanceAdditionalTime, "20"}, "x1,5": {model.AllowanceTimeMultiplier, "1.5"}, "1,5x": {model.AllowanceTimeMultiplier, "1.5"},
		"may wear a hat": {model.AllowanceReviewPolicyException, "may wear a hat"}, "2 breaks of 10 minutes": {model.AllowanceReviewPolicyException, "2 breaks of 10 minutes"},
	} {
		if key, value, remove, err := wish(text); err != nil || key != want[0] || value != want[1] || remove != (text == "-") {
			t.Errorf("%q is %s %q %v, %v", text, key, value, remove, err)
		}
	}
	for _, text := range []string{"1,5", "1.5", "-5", "30.5", "1 h", "90 sec", "1:30", "150%"} {
		key, value, _, err := wish(text)
		if model.CodeOf(err) != model.CodeInvalid || key != "" || value != "" {
			t.Errorf("%q is %s %q, %v", text, key, value, err)
		}
	}
}
