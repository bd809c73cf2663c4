package kit

import (
	"cmp"
	"strings"
)

// ASCIIOnly reports whether the locale is one other than UTF-8.
func ASCIIOnly(env func(string) string) bool {
	locale := strings.ToUpper(cmp.Or(env("LC_ALL"), env("LC_CTYPE"), env("LANG")))
	return locale != "" && !strings.Contains(locale, "UTF-8") && !strings.Contains(locale, "UTF8")
}
