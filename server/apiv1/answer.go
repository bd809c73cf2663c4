package apiv1

import (
	"bytes"
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"strconv"

	"examdesk/model"
)

// answer is what a request gets. A body that is nil is an empty one.
type answer struct {
	status   int
	body     any
	location string
	// page is a plain page in place of a body.
	page string
	// framed lets pages of the same site frame the answer.
	framed bool
}

func ok(body any) (answer, error) { return answer{status: http.StatusOK, body: body}, nil }

// said is an answer that is a status and a sentence.
func said(status int, sentence string) answer { return answer{status: status, body: detail(sentence)} }

// refusal is the body of most refusals.
type refusal struct {
	Detail string `json:"detail"`
}

func detail(sentence string) refusal { return refusal{sentence} }

func (a answer) write(w http.ResponseWriter, r *http.Request, v view, f form) {
	h := w.Header()
	h.Set("Vary", "Accept, Cookie")
	h.Set("Allow", v.allow())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	if a.framed {
		h.Set("X-Frame-Options", "SAMEORIGIN")
	}
	if a.location != "" {
		h.Set("Location", a.location)
		h.Set("Content-Type", "text/html; charset=utf-8")
	}
	var body []byte
	if a.body != nil {
		h.Set("Content-Type", "application/json")
		body = encode(a.body)
	}
	if a.body != nil && f == asPage {
		a.page = "<!doctype html><title>" + v.name + "</title><pre>" + html.EscapeString(string(body)) + "</pre>\n"
	}
	if a.page != "" {
		h.Set("Content-Type", "text/html; charset=utf-8")
		body = []byte(a.page)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// encode writes JSON as the original does: without blanks, and text as it is.
func encode(v any) []byte {
	var b bytes.Buffer
	encodeTo(&b, v)
	return b.Bytes()
}

func encodeTo(b *bytes.Buffer, v any) {
	if o, is := v.(ordered); is {
		o.writeTo(b)
		return
	}
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // what we answer are our own types
	}
	b.Truncate(b.Len() - 1) // the line's end
}

// failed is an error that has an answer of its own.
type failed struct{ answer }

func (f failed) Error() string { return http.StatusText(f.status) }

func fail(status int, body any) error { return failed{answer{status: status, body: body}} }

// badInput is what stands in for an exception that escaped the original, which
// answers 500: a clear 400, with nothing written.
func badInput(format string, args ...any) error {
	return model.Errorf(model.CodeInvalid, format, args...)
}

// failure is the answer to an error: most exceptions of edx-proctoring are a 400
// with a detail (exceptions.ProctoredBaseException.http_status).
func failure(err error) answer {
	var own failed
	if errors.As(err, &own) {
		return own.answer
	}
	sentence := model.Sentence(err)
	if errors.Is(err, model.ErrPastDue) {
		return said(http.StatusBadRequest, sentence) // exceptions.StudentExamAttemptOnPastDueProctoredExam
	}
	switch model.CodeOf(err) {
	case model.CodeInactive:
		return said(http.StatusBadRequest, "") // exceptions.ProctoredExamNotActiveException comes without words
	case model.CodeDenied:
		return said(http.StatusForbidden, sentence)
	case model.CodeReadOnly:
		return said(http.StatusServiceUnavailable, sentence)
	case model.CodeUnavailable:
		return said(unavailable(err), sentence)
	case model.CodeInternal:
		return said(http.StatusServiceUnavailable, "The request could not be carried out; nothing was changed. Try again later.")
	case model.CodeInvalid, model.CodeNotFound, model.CodeConflict, model.CodeUnsupported, model.CodeIllegalTransition,
		model.CodeNotProctored, model.CodeInterrupted:
	}
	return said(http.StatusBadRequest, sentence)
}

// unavailable is the status of what cannot be done at present: of a service that
// refused its own answer, as in the original, which hands on what the service said;
// else 503, such as for a store without room or one that another program has locked.
func unavailable(err error) int {
	var vendor *model.VendorError
	switch {
	case !errors.As(err, &vendor):
		return http.StatusServiceUnavailable
	case vendor.Status >= 400:
		return vendor.Status
	}
	return http.StatusBadGateway
}

// notFound is for a path that is none of ours. The original answers with a page.
func notFound(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte("<!doctype html><title>Not found</title><h1>Not found</h1><p>There is nothing at this address.</p>\n"))
	}
}
