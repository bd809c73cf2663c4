package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"examdesk/model"
	door "examdesk/text"
)

// MaxBody is how many bytes of a request are read.
const MaxBody = 1 << 20

// answer writes JSON.
func answer(w http.ResponseWriter, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "the answer cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(data, '\n'))
}

// refusal is an answer that explains why something is refused.
type refusal struct {
	status int
	// field is the name that the protocol gives to the reason.
	field, reason string
}

// Error returns the reason.
func (e *refusal) Error() string { return e.reason }

func refused(status int, format string, args ...any) *refusal {
	return &refusal{status: status, field: "detail", reason: fmt.Sprintf(format, args...)}
}

// refuse answers with a reason.
func refuse(w http.ResponseWriter, err error) {
	var r *refusal
	if !errors.As(err, &r) {
		r = &refusal{status: statusOf(err), field: "detail", reason: model.Sentence(err)}
	}
	if r.status == http.StatusUnauthorized && r.field != "error" {
		w.Header().Set("WWW-Authenticate", "JWT")
	}
	answer(w, r.status, map[string]string{r.field: model.Clean(r.reason)})
}

// statusOf is the answer to an error by its code.
func statusOf(err error) int {
	switch model.CodeOf(err) {
	case model.CodeInvalid:
		return http.StatusBadRequest
	case model.CodeNotFound:
		return http.StatusNotFound
	case model.CodeConflict:
		return http.StatusConflict
	case model.CodeDenied:
		return http.StatusUnauthorized
	default:
		return http.StatusInternalServerError
	}
}

func raw(w http.ResponseWriter, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	_, _ = io.WriteString(w, body)
}

// page writes a page that holds nothing from outside.
func page(w http.ResponseWriter, status int, body string) {
	secure(w)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// secure sets what keeps a page from doing more than being read and posted.
func secure(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
}

// drain reads what is left of a request.
func drain(r *http.Request) { _, _ = io.Copy(io.Discard, io.LimitReader(r.Body, MaxBody)) }

// body reads a request's body.
func body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, refused(http.StatusRequestEntityTooLarge, "The request has more than %d bytes.", MaxBody)
	case err != nil:
		return nil, refused(http.StatusBadRequest, "The request was cut off.")
	}
	if err := door.Check(string(data)); err != nil {
		return nil, refused(http.StatusBadRequest, "The request is not text in UTF-8: %s.", err)
	}
	return data, nil
}
