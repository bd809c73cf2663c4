package payload

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
)

// Str writes a value as Python's str does: None, True, a text as it is, and what
// is nested as Python shows it.
func Str(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	var b strings.Builder
	show(&b, v)
	return b.String()
}

// Truth reports whether Python treats a value as true: null, false, zero and empty
// values are not.
func Truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case json.Number:
		switch number(v.String()) {
		case "0", "0.0", "-0.0":
			return false
		}
	case []any:
		return len(v) > 0
	case *Object:
		return len(v.keys) > 0
	}
	return true
}

// show is Python's repr.
func show(b *strings.Builder, v any) {
	switch v := v.(type) {
	case nil:
		b.WriteString("None")
	case bool:
		b.WriteString(map[bool]string{true: "True", false: "False"}[v])
	case string:
		showText(b, v)
	case json.Number:
		// json.dumps says Infinity where repr says inf.
		b.WriteString(strings.Replace(number(v.String()), "Infinity", "inf", 1))
	case []any:
		b.WriteByte('[')
		for i, e := range v {
			separate(b, i)
			show(b, e)
		}
		b.WriteByte(']')
	case *Object:
		b.WriteByte('{')
		for i, k := range v.keys {
			separate(b, i)
			showText(b, k)
			b.WriteString(": ")
			show(b, v.values[k])
		}
		b.WriteByte('}')
	}
}

// showText writes a text as Python shows it: between single quotation marks
// unless it has such and no double ones.
func showText(b *strings.Builder, s string) {
	mark := '\''
	if strings.ContainsRune(s, '\'') && !strings.ContainsRune(s, '"') {
		mark = '"'
	}
	b.WriteRune(mark)
	for r := range runes(s) {
		switch {
		case r == mark || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xff:
			fmt.Fprintf(b, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(b, `\u%04x`, r)
		default:
			fmt.Fprintf(b, `\U%08x`, r)
		}
	}
	b.WriteRune(mark)
}
