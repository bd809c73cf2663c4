package payload

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"examdesk/model"
)

// halves are the halves of surrogate pairs that stand alone in a JSON text, as
// in "\ud800". Python keeps them, and writes them as it read them; Go's decoder
// replaces them by U+FFFD. So each is put aside behind a mark that the text does
// not use, and is in the value as the three bytes that UTF-8 would have for it:
// no valid UTF-8, but nothing is lost, and no one mistakes it for a letter.
type halves struct{ mark string }

var errMarks = errors.New("it has half of a surrogate pair, and all the noncharacters from U+FDD0 to U+FDEF")

// keepHalves writes a mark and four digits for each half that stands alone.
func keepHalves(data []byte) ([]byte, halves, error) {
	if !bytes.Contains(data, []byte(`\u`)) {
		return data, halves{}, nil
	}
	var out []byte
	h, from := halves{unusedMark(data)}, 0
	for i := 0; i < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		r, escaped := escapedUnit(data[i:])
		switch {
		case !escaped:
			i++ // what is escaped does not begin another escape
			continue
		case r >= 0xd800 && r < 0xdc00:
			if low, ok := escapedUnit(data[i+6:]); ok && low >= 0xdc00 && low < 0xe000 {
				i += 11
				continue
			}
		case r < 0xdc00 || r >= 0xe000:
			i += 5
			continue
		}
		if h.mark == "" {
			return nil, h, errMarks
		}
		out = append(append(out, data[from:i]...), h.mark...)
		out = append(out, bytes.ToLower(data[i+2:i+6])...)
		from, i = i+6, i+5
	}
	if out == nil {
		return data, halves{}, nil
	}
	return append(out, data[from:]...), h, nil
}

// escapedUnit reads \uXXXX at the beginning of a text.
func escapedUnit(data []byte) (rune, bool) {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(data[2:6]), 16, 16)
	return rune(n), err == nil
}

// unusedMark returns a noncharacter that the text does not contain, either directly or
// escaped, or "" if it contains all of them.
func unusedMark(data []byte) string {
	lower := bytes.ToLower(data)
	for r := rune(0xfdd0); r <= 0xfdef; r++ {
		if !bytes.ContainsRune(data, r) && !bytes.Contains(lower, fmt.Appendf(nil, `\u%04x`, r)) {
			return string(r)
		}
	}
	return ""
}

// restore replaces the marks by the halves.
func (h halves) restore(s string) string {
	if h.mark == "" || !strings.Contains(s, h.mark) {
		return s
	}
	parts := strings.Split(s, h.mark)
	var b strings.Builder
	b.WriteString(parts[0])
	for _, part := range parts[1:] {
		n, err := strconv.ParseUint(part[:4], 16, 16)
		if err != nil { // not to be: the mark is in no text
			b.WriteString(part)
			continue
		}
		b.Write([]byte{0xe0 | byte(n>>12), 0x80 | byte(n>>6)&0x3f, 0x80 | byte(n)&0x3f})
		b.WriteString(part[4:])
	}
	return b.String()
}

// halfAt reads a half at the beginning of a text, as restore writes it.
func halfAt(s string) (rune, bool) {
	if len(s) < 3 || s[0] != 0xed || s[1] < 0xa0 || s[1] > 0xbf || s[2]&0xc0 != 0x80 {
		return 0, false
	}
	return 0xd000 | rune(s[1]&0x3f)<<6 | rune(s[2]&0x3f), true
}

// runes iterates over the characters of a text; halves of pairs are yielded as their
// numbers.
func runes(s string) func(yield func(rune) bool) {
	return func(yield func(rune) bool) {
		for len(s) > 0 {
			r, size := utf8.DecodeRuneInString(s)
			if half, is := halfAt(s); is {
				r, size = half, 3
			}
			if !yield(r) {
				return
			}
			s = s[size:]
		}
	}
}

// CheckDelivery refuses a delivery with half of a surrogate pair in what becomes
// text of its own. In the raw data it stays as it was written.
func CheckDelivery(d model.Delivery) error {
	texts := []struct{ what, text string }{{"status", string(d.Status)}, {"reviewed_by", d.ReviewedBy}, {"videoReviewLink", d.VideoURL}}
	for i, c := range d.Comments {
		what := fmt.Sprintf("comment %d", i+1)
		texts = append(texts, struct{ what, text string }{what, c.Text}, struct{ what, text string }{what, c.Status})
	}
	for _, t := range texts {
		for at := range len(t.text) {
			if half, is := halfAt(t.text[at:]); is {
				return model.Errorf(model.CodeInvalid, `The review's %s has \u%04x, half of a surrogate pair, which cannot be stored as text; nothing was written. Send the whole character.`, t.what, half)
			}
		}
	}
	return nil
}
