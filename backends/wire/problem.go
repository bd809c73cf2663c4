package wire

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"strings"

	"examdesk/model"
)

// Problem explains in a sentence why there is no answer from who, e.g. "proctorco at
// exams.example.com". An error that is such a sentence already stays as it is.
func Problem(ctx context.Context, who string, err error) error {
	var sentence *model.Error
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	if errors.As(err, &sentence) {
		return err
	}
	who, err = model.Clean(who), WithoutURL(err)
	var refused *PrivateAddressError
	var long *TooLongError
	switch {
	case errors.As(err, &refused) && refused.Public:
		return model.Wrap(refused, model.CodeUnavailable, "The address of %s %s; use https.", who, refused.Error())
	case errors.As(err, &refused):
		return model.Wrap(refused, model.CodeUnavailable, "The address of %s %s; %s in its settings lets requests go there.", who, refused.Error(), "allow_private_addresses")
	case errors.As(err, &long):
		return model.Wrap(long, model.CodeUnavailable, "The answer from %s %s and was not read.", who, long.Error())
	case CertFlawOf(err) != CertNone:
		return model.Wrap(err, model.CodeUnavailable, "The certificate of %s %s; `examdesk backend verify` says what to do.", who, CertWords(err))
	case IsTimeout(err), errors.Is(ctx.Err(), context.DeadlineExceeded):
		return model.Wrap(err, model.CodeUnavailable, "%s did not answer in time.", who)
	}
	return model.Wrap(err, model.CodeUnavailable, "%s cannot be reached.", who)
}

// WrongAnswer says in a sentence that an answer is not the JSON that the
// protocol asks for. What came instead is in the wrapped error.
func WrongAnswer(who string, status int, header http.Header, body []byte) error {
	err := model.NewVendorError(status, body)
	kind, _, parse := mime.ParseMediaType(header.Get("Content-Type"))
	if parse == nil && kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return model.Wrap(err, model.CodeUnavailable, "%s answered with %s instead of JSON; is its address right?", who, kind)
	}
	return model.Wrap(err, model.CodeUnavailable, "%s answered with JSON that cannot be used.", who)
}

// Redirected says in a sentence that a redirect is not followed.
func Redirected(who string, status int) error {
	return model.Wrap(&model.VendorError{Status: status}, model.CodeUnavailable,
		"%s answered with a redirect (status %d), which is not followed; configure the final address.", who, status)
}

// IsRedirect reports whether the status sends the client elsewhere.
func IsRedirect(status int) bool { return status >= 300 && status < 400 }
