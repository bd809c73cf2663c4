package jsonout

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"examdesk/model"
)

// safe writes characters that could steer a terminal as \u escapes; lines and
// tabs stay. It leaves JSON the value that it was.
func safe(s string) string {
	clean := true
	for i := range len(s) {
		if c := s[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t' || r >= ' ' && r < 0x7f:
			b.WriteRune(r)
		case r == utf8.RuneError || r >= 0xa0 && model.Clean(string(r)) != "":
			b.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			_, _ = fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			_, _ = fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
