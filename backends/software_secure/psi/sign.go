package psi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"examdesk/backends/payload"
	"examdesk/model"
)

// ContentType is that of a registration, and a part of what is signed.
const ContentType = "application/json"

// scheme begins an Authorization header of PSI's.
const scheme = "SSI "

// BodyString is the body as it is signed: a line for each value, in the order of
// the names (edx-proctoring 5.2.0, software_secure._body_string). The quirks are
// the original's: below the second level only the innermost name goes before a
// value's own, elements of a list have none before the list's, and 0 is null.
func BodyString(body *payload.Object) []byte {
	var b strings.Builder
	bodyLines(&b, body, "")
	return []byte(b.String())
}

func bodyLines(b *strings.Builder, o *payload.Object, prefix string) {
	keys := o.Keys()
	slices.Sort(keys)
	for _, key := range keys {
		value, _ := o.Get(key)
		switch v := value.(type) {
		case []any:
			for i, e := range v {
				if inner, ok := e.(*payload.Object); ok {
					bodyLines(b, inner, fmt.Sprintf("%s.%d.", key, i))
					continue
				}
				fmt.Fprintf(b, "%s.%d:%s\n", key, i, payload.Str(e))
			}
		case *payload.Object:
			bodyLines(b, v, key+".")
		default:
			fmt.Fprintf(b, "%s%s:%s\n", prefix, key, bodyText(v))
		}
	}
}

// bodyText writes one value that is not nested.
func bodyText(v any) string {
	switch {
	case v == true:
		return "true"
	case v == false:
		return "false"
	case v != "" && !payload.Truth(v):
		return "null"
	}
	return payload.Str(v)
}

// Message is what is signed: the method, an empty line, the content type and the
// date with a line each, if there are any, and the body (software_secure._sign_doc).
func Message(method, contentType, date string, body *payload.Object) []byte {
	return slices.Concat([]byte(method+"\n\n"), headerString(contentType, date), BodyString(body))
}

func headerString(contentType, date string) []byte {
	var b []byte
	for _, h := range []string{contentType, date} {
		if h != "" {
			b = append(append(b, h...), '\n')
		}
	}
	return b
}

// Sign is the message's HMAC-SHA256 in base64.
func Sign(key model.Secret, message []byte) (string, error) {
	if err := CheckSecretKey(key); err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	mac.Write(message)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// Authorization is the header of a signed message.
func Authorization(keyID string, key model.Secret, message []byte) (string, error) {
	if err := CheckKeyID(keyID); err != nil {
		return "", err
	}
	signature, err := Sign(key, message)
	if err != nil {
		return "", err
	}
	return scheme + keyID + ":" + signature, nil
}

// ParseAuthorization takes such a header apart.
func ParseAuthorization(header string) (keyID, signature string, err error) {
	rest, ok := strings.CutPrefix(header, scheme)
	i := strings.LastIndexByte(rest, ':')
	if !ok || i < 0 {
		return "", "", errors.New("the Authorization header is not of the form SSI ID:SIGNATURE")
	}
	return rest[:i], rest[i+1:], nil
}

// Date is a time as PSI's messages have it, in UTC.
func Date(t time.Time) string { return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT") }

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
