package settings

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// numberForm is a way to write a number without quotation marks.
type numberForm struct {
	pattern *regexp.Regexp
	// base is that of the digits, 60 for parts that colons divide.
	base int
	// how describes the form in words.
	how string
}

// numberForms are those of YAML 1.1 that PyYAML, with which the LMS reads, takes
// for whole numbers.
func numberForms() []numberForm {
	return []numberForm{
		{regexp.MustCompile(`^[-+]?0b([01_]+)$`), 2, "binary"},
		{regexp.MustCompile(`^[-+]?0x([0-9a-fA-F_]+)$`), 16, "hexadecimal"},
		{regexp.MustCompile(`^[-+]?0([0-7_]+)$`), 8, "octal"},
		{regexp.MustCompile(`^[-+]?(0|[1-9][0-9_]*)$`), 10, "with underscores"},
		{regexp.MustCompile(`^[-+]?([1-9][0-9_]*(?::[0-5]?[0-9])+)$`), 60, "base 60"},
	}
}

// PythonNumber is the number that PyYAML makes of a word without quotation marks,
// if it differs from what is written: 0123 is octal and means 83, 1:30 is of
// base 60 and means 90. It returns how it was read, and false for all other words.
func PythonNumber(word string) (number, how string, ok bool) {
	for _, f := range numberForms() {
		m := f.pattern.FindStringSubmatch(word)
		if m == nil {
			continue
		}
		n, ok := digits(strings.ReplaceAll(m[1], "_", ""), f.base)
		if ok && strings.HasPrefix(word, "-") {
			n.Neg(n)
		}
		if !ok || n.String() == word {
			return "", "", false
		}
		return n.String(), f.how, true
	}
	return fraction(word)
}

func digits(s string, base int) (*big.Int, bool) {
	if base == 8 {
		s = "0" + s // 0_ has no other digit
	}
	if base != 60 {
		return new(big.Int).SetString(s, base)
	}
	n := new(big.Int)
	for part := range strings.SplitSeq(s, ":") {
		d, ok := new(big.Int).SetString(part, 10)
		if !ok {
			return nil, false
		}
		n.Add(n.Mul(n, big.NewInt(60)), d)
	}
	return n, true
}

var decimal = regexp.MustCompile(`^[-+]?[0-9][0-9_]*\.[0-9_]*$`)

// fraction is a number with a point, whose trailing zeros are lost.
func fraction(word string) (number, how string, ok bool) {
	if !decimal.MatchString(word) {
		return "", "", false
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(word, "_", ""), 64)
	number = strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(number, ".") {
		number += ".0"
	}
	if err != nil || number == word {
		return "", "", false
	}
	return number, "a fraction", true
}
