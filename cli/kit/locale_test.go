package kit

import (
	"testing"
)

func TestASCIIOnly(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]bool{"": false, "C.UTF-8": false, "de_DE.utf8": false, "C": true, "POSIX": true, "de_DE.ISO-8859-1": true} {
		if got := ASCIIOnly(func(k string) string { return map[string]string{"LANG": locale}[k] }); got != want {
			t.Errorf("%q: %v, want %v", locale, got, want)
		}
	}
}
