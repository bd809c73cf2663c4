package apiext

import (
	"context"
	"iter"
	"net/http"
	"strings"
	"time"

	"examdesk/model"
	"examdesk/wire"
	"examdesk/wire/spell"
)

// call is one request under way.
type call struct {
	*API
	w     http.ResponseWriter
	r     *http.Request
	op    wire.Op
	actor model.Actor
	store model.StateStore
}

// on answers an operation with what a role answers.
func on[P, A any](op wire.Ask[P, A], answer func(context.Context, model.StateStore, P) (A, error)) handler {
	return handler{op.Op, func(c *call) error {
		params, err := take[P](c)
		if err != nil {
			return err
		}
		a, err := answer(c.r.Context(), c.store, params)
		if err != nil {
			return err
		}
		if err := c.capable(); err != nil {
			return err
		}
		body(c.w, http.StatusOK, append(spell.Write(a), '\n'))
		return nil
	}}
}

// walk answers an operation with a list, line by line: the last line says how many
// there were, or what went wrong, so that an answer that was cut off is not taken for
// a short one.
func walk[P, A any](op wire.Walk[P, A], list func(context.Context, model.StateStore, P) iter.Seq2[A, error]) handler {
	return handler{op.Op, func(c *call) error {
		params, err := take[P](c)
		if err != nil {
			return err
		}
		l := &lines{call: c, to: http.NewResponseController(c.w)}
		for a, err := range list(c.r.Context(), c.store, params) {
			if err == nil {
				err = l.add(spell.Append(l.begin(`{"item":`), a))
			}
			if err != nil {
				return l.fail(err)
			}
		}
		return l.end()
	}}
}

// steps answers a deed that takes long with what it tells meanwhile. What is news is sent at
// once; as in a list, each piece has a time of its own, not the whole answer.
func steps[P, A any](op wire.Walk[P, A], list func(context.Context, model.StateStore, P) iter.Seq2[A, error], news func(A) bool) handler {
	return handler{op.Op, func(c *call) error {
		params, err := take[P](c)
		if err != nil {
			return err
		}
		if err := c.capable(); err != nil { // not later: the deed may keep the store from being read
			return err
		}
		l := &lines{call: c, to: http.NewResponseController(c.w), said: true}
		_ = l.to.SetReadDeadline(time.Time{}) // the request has arrived, and the deed may take long
		for a, err := range list(c.r.Context(), c.store, params) {
			if err == nil {
				err = l.add(spell.Append(l.begin(`{"item":`), a))
			}
			if err == nil && news(a) {
				err = l.flush()
			}
			if err != nil {
				return l.fail(err)
			}
		}
		return l.end()
	}}
}

// failed is a list that could not be begun.
func failed[A any](err error) iter.Seq2[A, error] {
	return func(yield func(A, error) bool) {
		var none A
		yield(none, err)
	}
}

func take[P any](c *call) (params P, err error) {
	data, err := c.read()
	if err == nil {
		err = wire.Take(c.op, c.r.PathValue, c.r.URL.Query(), data, &params)
	}
	return params, err
}

// capable says with each answer what the person may do. Why not, and what to do about
// it, is at the root.
func (c *call) capable() error {
	if c.op.Scope == wire.Open {
		return nil
	}
	caps, err := c.store.Capabilities(c.r.Context())
	if err != nil {
		return err
	}
	var may []string
	for _, d := range model.Deeds() {
		if caps.Can(d).OK {
			may = append(may, string(d))
		}
	}
	c.w.Header().Set(wire.Capable, strings.Join(may, " "))
	return nil
}

// may refuses who may not read what the operation answers, and narrows what course
// teams read to their own courses. Who may do a deed is for the engine to say.
func (c *call) may() error {
	ctx := c.r.Context()
	switch c.op.Scope {
	case wire.ForEveryone, wire.ForDoers, wire.Open:
		return nil
	case wire.ForStaff:
		if c.actor.IsStaff || c.actor.IsSuperuser {
			return nil
		}
		return model.Errorf(model.CodeDenied, "%s may not read this: that takes staff status.", c.actor.Username)
	case wire.ForReviewers:
		return c.store.May(ctx, model.DeedReadLearner)
	case wire.ForTeams:
	}
	if c.store.May(ctx, model.DeedReadLearner) == nil {
		return nil
	}
	if err := c.store.May(ctx, model.DeedBrowse); err != nil {
		return err
	}
	own, err := coursesOf(ctx, c.store, c.actor)
	if err != nil {
		return err
	}
	c.store = team{c.store, c.actor, own}
	return nil
}

// lines is an answer that is written line by line.
type lines struct {
	*call
	to    *http.ResponseController
	buf   []byte
	count int
	begun bool
	// said reports that it was said already what the person may do.
	said bool
}

const (
	lineFlush = 32 << 10
	lineWait  = 30 * time.Second
)

func (l *lines) begin(s string) []byte { return append(l.buf, s...) }

// add ends a line, and sends what has been collected if it is enough.
func (l *lines) add(buf []byte) error {
	l.buf = append(buf, "}\n"...)
	l.count++
	if len(l.buf) < lineFlush {
		return nil
	}
	return l.flush()
}

// flush sends what there is. Each piece has a time of its own, not the whole answer.
func (l *lines) flush() error {
	if !l.begun {
		if !l.said {
			if err := l.capable(); err != nil {
				return err
			}
		}
		l.begun = true
		_ = l.to.SetReadDeadline(time.Time{}) // the request has arrived, and the answer may take long
		h := l.w.Header()
		h.Set("Content-Type", "application/x-ndjson")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
	}
	_ = l.to.SetWriteDeadline(time.Now().Add(lineWait)) // a recorder in a test has none
	if _, err := l.w.Write(l.buf); err != nil {
		return err
	}
	l.buf = l.buf[:0]
	return l.to.Flush()
}

// fail answers an error: with a status while nothing was sent, afterwards as the last
// line.
func (l *lines) fail(err error) error {
	if !l.begun {
		return err
	}
	l.buf = append(spell.Append(l.begin(`{"problem":`), spell.ProblemOf(l.told(l.w, l.op, err))), "}\n"...)
	_ = l.flush() // nobody may be there any longer
	return nil
}

func (l *lines) end() error {
	l.buf = append(spell.Append(l.begin(`{"count":`), l.count), "}\n"...)
	return l.flush()
}
