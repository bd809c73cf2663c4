package apiv1

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// pythonText is a value of JSON as Python's str writes it, which is how Django stores
// what is not text in a column for text. It is false for what no such column takes: null,
// and objects of several keys, whose order is not known here.
func pythonText(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "", false
	case string:
		return v, true
	}
	return pythonRepr(v)
}

// pythonRepr is a value of JSON as Python's repr writes it.
func pythonRepr(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "None", true
	case bool:
		return map[bool]string{true: "True", false: "False"}[v], true
	case string:
		return pythonQuoted(v), true
	case json.Number:
		return pythonNumber(v), true
	case []any:
		return pythonList(v)
	case map[string]any:
		return pythonDict(v)
	}
	return "", false
}

func pythonList(list []any) (string, bool) {
	parts := make([]string, len(list))
	for i, v := range list {
		part, can := pythonRepr(v)
		if !can {
			return "", false
		}
		parts[i] = part
	}
	return "[" + strings.Join(parts, ", ") + "]", true
}

func pythonDict(m map[string]any) (string, bool) {
	if len(m) > 1 {
		return "", false
	}
	for k, v := range m {
		value, can := pythonRepr(v)
		return "{" + pythonQuoted(k) + ": " + value + "}", can
	}
	return "{}", true
}

// pythonNumber is a whole number as it is written, or a float with as few digits as
// tell it from others, from 1e16 on and below 0.0001 with an exponent.
func pythonNumber(n json.Number) string {
	s := n.String()
	if !strings.ContainsAny(s, ".eE") {
		if s == "-0" {
			return "0"
		}
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	switch abs := math.Abs(f); {
	case err != nil && math.IsInf(f, 1):
		return "inf"
	case err != nil && math.IsInf(f, -1):
		return "-inf"
	case abs != 0 && abs < 1e-4, abs >= 1e16:
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s = strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// pythonQuoted is text in single quotes, or in double ones if only single ones are in it.
func pythonQuoted(s string) string {
	quote := '\''
	if strings.ContainsRune(s, '\'') && !strings.ContainsRune(s, '"') {
		quote = '"'
	}
	var b strings.Builder
	b.WriteRune(quote)
	for _, r := range s {
		b.WriteString(pythonRune(r, quote))
	}
	b.WriteRune(quote)
	return b.String()
}

func pythonRune(r, quote rune) string {
	switch {
	case r == quote || r == '\\':
		return `\` + string(r)
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r == ' ' || unicode.IsPrint(r):
		return string(r)
	case r < 0x100:
		return `\x` + hex(r, 2)
	case r < 0x10000:
		return `\u` + hex(r, 4)
	}
	return `\U` + hex(r, 8)
}

func hex(r rune, digits int) string {
	s := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", digits-len(s)) + s
}
