package printer

import (
	"bufio"
	"bytes"
	"fmt"
	"unicode/utf8"

	"examdesk/model"
)

// escapeUnsafe is [escaper] for a whole text.
func escapeUnsafe(data []byte) []byte {
	var out bytes.Buffer
	var e escaper
	w := bufio.NewWriter(&out)
	_ = e.write(w, data) // a buffer takes everything
	_ = w.Flush()
	return out.Bytes()
}

// escaper replaces what [model.Clean] would drop by its \u escape. Such
// characters occur in JSON only inside strings.
type escaper struct{ known map[rune]bool }

// unsafe reports whether a character could steer a terminal.
func (e *escaper) unsafe(r rune) bool {
	if r < utf8.RuneSelf {
		return r == 0x7f
	}
	bad, known := e.known[r]
	if !known {
		if e.known == nil {
			e.known = map[rune]bool{}
		}
		bad = model.Clean(string(r)) == ""
		e.known[r] = bad
	}
	return bad
}

func (e *escaper) write(out *bufio.Writer, data []byte) error {
	from := 0
	for i := 0; i < len(data); {
		if c := data[i]; c < 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if e.unsafe(r) {
			if _, err := out.Write(data[from:i]); err != nil {
				return err
			}
			from = i + size
			if err := writeEscape(out, r); err != nil {
				return err
			}
		}
		i += size
	}
	_, err := out.Write(data[from:])
	return err
}

func writeEscape(out *bufio.Writer, r rune) (err error) {
	if r > 0xffff {
		r -= 0x10000
		_, err = fmt.Fprintf(out, `\u%04x\u%04x`, 0xd800+(r>>10), 0xdc00+(r&0x3ff))
		return err
	}
	_, err = fmt.Fprintf(out, `\u%04x`, r)
	return err
}
