package steps

import (
	"errors"
	"testing"

	"examdesk/model"
)

func TestCommonCode(t *testing.T) {
	t.Parallel()
	lost, gone := model.Errorf(model.CodeNotFound, "Lost."), model.Errorf(model.CodeConflict, "Gone.")
	for name, c := range map[string]struct {
		failed []error
		want   model.Code
	}{
		"none":            {nil, ""},
		"one":             {[]error{lost}, model.CodeNotFound},
		"alike":           {[]error{gone, gone, gone}, model.CodeConflict},
		"different":       {[]error{gone, lost}, model.CodeInternal},
		"different, late": {[]error{gone, gone, lost}, model.CodeInternal},
		"without a code":  {[]error{errors.New("odd"), gone}, model.CodeInternal},
	} {
		if got := CommonCode(c.failed); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
