package sampled

import (
	"slices"
	"testing"
)

func TestPart(t *testing.T) {
	list := []int{0, 1, 2, 3, 4, 5, 6, 7}
	for env, want := range map[string][]int{"": {0, 3, 6, 7}, "1": list, "5": {0, 5, 7}, "100": {0, 7}} {
		t.Setenv(Env, env)
		if got := Part(t, 3, list); !slices.Equal(got, want) {
			t.Errorf("%s=%q: %v, want %v", Env, env, got, want)
		}
		if Whole(t) != (env == "1") {
			t.Errorf("%s=%q: whole is %v", Env, env, Whole(t))
		}
	}
	if got := Part(t, 3, []int(nil)); got != nil {
		t.Errorf("of nothing: %v", got)
	}
}
