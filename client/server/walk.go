package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"examdesk/model"
	"examdesk/wire"
	"examdesk/wire/spell"
)

// maxLine is how many bytes one line of a stream may have.
const maxLine = 8 << 20

// line is one line of a stream: an item, or the last line, which says how many items
// there were or what went wrong.
type line[A any] struct {
	Item    *A
	Count   *int
	Problem *spell.Problem
}

// walk calls an operation that answers with a list. It holds one line at a time; a list
// that was cut off is an error.
func walk[P, A any](ctx context.Context, c *conn, op wire.Walk[P, A], params P) iter.Seq2[A, error] {
	return func(yield func(A, error) bool) {
		var none A
		if err := c.mayCall(op.Op); err != nil {
			yield(none, err)
			return
		}
		// The stream ends when nobody reads on, and its time is not bounded as a whole.
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		quiet := time.AfterFunc(c.timeout, func() { cancel(context.DeadlineExceeded) })
		defer quiet.Stop()
		from, err := c.send(ctx, wire.Put(op.Op, params))
		if err != nil {
			yield(none, err)
			return
		}
		defer func() { _ = from.Close() }()
		if !op.IsRead() {
			c.written.Add(1)
		}
		items := 0
		if err := c.lines(ctx, from, func(data []byte) (bool, error) {
			quiet.Stop() // what is done with an item takes its own time
			defer quiet.Reset(c.timeout)
			return oneLine(c, data, &items, yield)
		}); err != nil {
			yield(none, err)
		}
	}
}

// errStopped means that nobody reads on.
var errStopped = errors.New("nobody reads on")

func oneLine[A any](c *conn, data []byte, items *int, yield func(A, error) bool) (bool, error) {
	var l line[A]
	if err := c.read(data, &l); err != nil {
		return false, err
	}
	switch {
	case l.Problem != nil:
		return false, l.Problem.Err()
	case l.Item != nil:
		*items++
		if !yield(*l.Item, nil) {
			return false, errStopped
		}
		return false, nil
	case l.Count != nil && *l.Count == *items:
		return true, nil
	}
	return false, c.garbled(nil)
}

// lines reads lines until one of them is the last.
func (c *conn) lines(ctx context.Context, from io.Reader, each func([]byte) (last bool, err error)) error {
	s := bufio.NewScanner(from)
	s.Buffer(make([]byte, 0, 64<<10), maxLine)
	for s.Scan() {
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		last, err := each(s.Bytes())
		switch {
		case errors.Is(err, errStopped):
			return nil
		case err != nil || last:
			return err
		}
	}
	if err := s.Err(); err != nil {
		return c.unreachable(ctx, err)
	}
	if ctx.Err() != nil {
		return c.unreachable(ctx, ctx.Err())
	}
	return model.Errorf(model.CodeUnavailable, "The answer of %s was cut off; what came of it is not the whole list.", c.host)
}
