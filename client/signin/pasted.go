package signin

import (
	"context"
	"errors"
	"io"
	"net/url"
	"strings"
)

// readPasted reads what the person pastes until it is an answer, or nothing more comes.
func (v *visit) readPasted(ctx context.Context) {
	for why := ""; ; {
		typed, err := v.asking.Paste(ctx, why)
		if ctx.Err() != nil {
			return
		}
		if err != nil && !errors.Is(err, io.EOF) {
			v.answer(allowed{err: err})
			return
		}
		if typed = strings.TrimSpace(typed); typed != "" {
			var a allowed
			if a, why = v.pasted(typed); why == "" {
				v.answer(a)
				return
			}
		}
		if err != nil { // the input has ended; the browser may still come
			return
		}
	}
}

// pasted reads an address or a code. A code alone has no state; that it is ours is
// proven to the LMS by the verifier.
func (v *visit) pasted(typed string) (allowed, string) {
	if codeForm.MatchString(typed) && !strings.Contains(typed, "code=") {
		return allowed{code: typed}, ""
	}
	_, query, found := strings.Cut(typed, "?")
	if !found {
		query = typed
	}
	query, _, _ = strings.Cut(query, "#")
	q, err := url.ParseQuery(query)
	if err != nil || q.Get("code") == "" && q.Get("error") == "" {
		return allowed{}, "That has no code in it. Paste the address that the browser shows after the LMS has let you in; it begins with http://127.0.0.1."
	}
	a, why := v.read(q)
	return a, why
}
