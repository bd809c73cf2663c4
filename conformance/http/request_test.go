package http

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const signingKey = "synthetic-key-of-the-tokens"

// request is one request, sent to both sides. Its path names an attempt's code by
// the attempt's number (CODE3), since codes are random.
type request struct {
	// route and method name what was generated; Method may differ on purpose.
	route, method                                string
	User, Method, Path, Query, Body, ContentType string
	Now                                          time.Time
}

func (r request) String() string {
	return fmt.Sprintf("%s  %s %s %s?%s %s %q", r.Now.Format("2006-01-02T15:04:05.000000"), r.User, r.Method, r.Path, r.Query, r.ContentType, r.Body)
}

// answer is what came back.
type answer struct {
	Status   int
	Location string
	Body     []byte
}

func (r request) head(h http.Header) error {
	h.Set("X-Now", r.Now.Format("2006-01-02T15:04:05.000000"))
	if r.ContentType != "" {
		h.Set("Content-Type", r.ContentType)
	}
	if r.User == "" {
		return nil
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"preferred_username": r.User, "iss": "lms", "aud": "desk", "version": "1.2.0", "iat": r.Now.Unix(), "exp": r.Now.Unix() + 600,
	}).SignedString([]byte(signingKey))
	h.Set("Authorization", "JWT "+token)
	return err
}

// pair is one field of a body; the value is JSON.
type pair struct{ name, value string }

// bodyAs writes fields as JSON, as a form or as the parts of a multipart form.
func (r *request) bodyAs(kind string, fields []pair) {
	switch kind {
	case "form":
		v := url.Values{}
		for _, f := range fields {
			v.Set(f.name, strings.Trim(f.value, `"`))
		}
		r.Body, r.ContentType = v.Encode(), "application/x-www-form-urlencoded"
	case "multipart":
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		must(w.SetBoundary("the-boundary-of-parts"))
		for _, f := range fields {
			must(w.WriteField(f.name, strings.Trim(f.value, `"`)))
		}
		must(w.Close())
		r.Body, r.ContentType = b.String(), w.FormDataContentType()
	default:
		parts := make([]string, len(fields))
		for i, f := range fields {
			parts[i] = quoted(f.name) + ": " + f.value
		}
		r.Body, r.ContentType = "{"+strings.Join(parts, ", ")+"}", "application/json"
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

var namedCode = regexp.MustCompile(`CODE(\d+)`)

// withCode puts an attempt's code in the place of its number.
func (r request) withCode(code func(attempt string) string) request {
	in := func(s string) string {
		return namedCode.ReplaceAllStringFunc(s, func(m string) string {
			if found := code(strings.TrimPrefix(m, "CODE")); found != "" {
				return found
			}
			return "unknown"
		})
	}
	r.Path, r.Body = in(r.Path), in(r.Body)
	return r
}
