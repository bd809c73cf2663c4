package api

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/model"
	"examdesk/text"
)

// maxSaid is how many characters of what an LMS says a message quotes.
const maxSaid = 300

// saidIn finds what an answer says that is an error, and whether it comes from the LMS
// itself: JSON does, a page does not. The shapes are those of Django REST framework and
// edx-proctoring (detail), of the platform (developer_message, user_message, error), of
// its newer envelope (type, title, status, detail, errors), and a bare string.
func saidIn(data []byte) (said string, own bool) {
	if text.Check(string(data)) != nil {
		return "", false
	}
	var v any
	if json.Unmarshal(data, &v) != nil {
		return "", false
	}
	return shorten(sayOf(v, 0)), true
}

// sayOf is a value of JSON as a sentence.
func sayOf(v any, depth int) string {
	if depth > 3 {
		return ""
	}
	switch v := v.(type) {
	case string:
		return v
	case []any:
		var parts []string
		for _, part := range v {
			if s := sayOf(part, depth+1); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, "; ")
	case map[string]any:
		return sayOfObject(v, depth)
	}
	return ""
}

func sayOfObject(o map[string]any, depth int) string {
	for _, name := range []string{"detail", "user_message", "developer_message", "error", "error_description", "message", "title"} {
		if s := sayOf(o[name], depth+1); s != "" {
			return s
		}
	}
	// What is left are errors by field, as serializers give them.
	var parts []string
	for _, field := range slices.Sorted(maps.Keys(o)) {
		if _, list := o[field].([]any); !list {
			continue
		}
		if s := sayOf(o[field], depth+1); s != "" {
			parts = append(parts, field+": "+s)
		}
	}
	return strings.Join(parts, "; ")
}

func shorten(s string) string {
	s = strings.Join(strings.Fields(model.Clean(s)), " ")
	if r := []rune(s); len(r) > maxSaid {
		return string(r[:maxSaid-1]) + "…"
	}
	return s
}

// expiry is when a token ends by its own word. It is not verified: what it says is the
// LMS's to judge.
func expiry(token string) (time.Time, bool) {
	parsed, _, err := jwt.NewParser().ParseUnverified(token, jwt.MapClaims{})
	if err != nil {
		return time.Time{}, false
	}
	at, err := parsed.Claims.GetExpirationTime()
	if err != nil || at == nil {
		return time.Time{}, false
	}
	return at.Time, true
}
