package api

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"examdesk/model"
)

// Where the APIs are at an LMS.
const (
	v1       = "/api/edx_proctoring/v1/"
	exams    = v1 + "proctored_exam/"
	platform = "/api/"
)

// MaySend reports whether an external id can be part of an address: the route of
// edx-proctoring takes letters, digits, "-" and "_" only (urls.py, [-\w]+ in ASCII).
func MaySend(externalID string) bool {
	return externalID != "" && strings.IndexFunc(externalID, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) < 0
}

// coursePart is a course's key as a part of an address. A slash of an older key stays
// one: web servers refuse %2F, and the routes expect it.
func coursePart(course string) (string, error) {
	if err := fits("course key", course); err != nil {
		return "", err
	}
	if strings.Count(course, "/") != 2 && strings.Count(course, "+") != 2 || strings.ContainsAny(course, "?#") {
		return "", model.Errorf(model.CodeInvalid, "%q is not a course key, such as course-v1:ORG+COURSE+RUN.", course)
	}
	return encoded(course), nil
}

// searchPart is what to search for, as the rest of an address.
func searchPart(text string) (string, error) {
	if err := fits("search", text); err != nil {
		return "", err
	}
	return encoded(text), nil
}

// fits refuses text that no server reads as it was meant.
func fits(what, text string) error {
	switch {
	case text == "" || strings.IndexFunc(text, unicode.IsControl) >= 0 || strings.ContainsRune(text, unicode.ReplacementChar):
		return model.Errorf(model.CodeInvalid, "%q cannot be asked for: a %s is text on one line.", text, what)
	}
	for _, part := range strings.Split(text, "/") {
		if part == "." || part == ".." || part == "" {
			return model.Errorf(model.CodeInvalid, "%q cannot be asked for: servers change such a %s.", text, what)
		}
	}
	return nil
}

// encoded is text as a part of an address, where nothing but its slashes has a meaning.
func encoded(text string) string {
	parts := strings.Split(text, "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(p), "+", "%2B")
	}
	return strings.Join(parts, "/")
}

func number[N ~int | ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }
