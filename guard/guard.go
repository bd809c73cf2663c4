// Package guard starts every goroutine of the program. A panic in a goroutine ends the
// process at once, without the deferred calls of the others, so the terminal would stay
// raw and locks would stay held. Here a panic becomes an error that says what was being
// done.
package guard

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"examdesk/model"
)

// Panic is a panic that was caught.
type Panic struct {
	// Doing is what was being done, e.g. "delivering message 7".
	Doing string
	// Stack is where it happened. It holds no data.
	Stack []byte
	value any
}

// Caught returns a caught panic with the stack at the place where it is called.
func Caught(doing string, value any) *Panic {
	return &Panic{Doing: doing, Stack: debug.Stack(), value: value}
}

// Error describes what was being done and what went wrong. It repeats only the
// runtime's own messages: any other value may contain a learner's data or a secret.
func (p *Panic) Error() string {
	if err, ok := p.value.(runtime.Error); ok {
		return fmt.Sprintf("panic while %s: %v", p.Doing, err)
	}
	return fmt.Sprintf("panic while %s: a %T", p.Doing, p.value)
}

// Trace returns where it happened, for the developer who fixes it.
func (p *Panic) Trace() string { return fmt.Sprintf("while %s:\n%s\n", p.Doing, p.Stack) }

// Traces returns the traces of all panics among errors, or "".
func Traces(errs ...error) string {
	var b strings.Builder
	for _, err := range errs {
		var p *Panic
		if errors.As(err, &p) {
			b.WriteString(p.Trace())
		}
	}
	return b.String()
}

// Call calls f. A panic in it becomes an error that wraps a [Panic].
func Call[T any](doing string, f func() (T, error)) (value T, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = model.Wrap(Caught(doing, v), model.CodeInternal, "examdesk itself failed while %s.", doing)
		}
	}()
	return f()
}

// Do is like [Call], without a result.
func Do(doing string, f func() error) error {
	_, err := Call(doing, func() (struct{}, error) { return struct{}{}, f() })
	return err
}

// Answer is the result of a function.
type Answer[T any] struct {
	Value T
	Err   error
}

// Start calls f in a goroutine of its own. The channel is buffered, so that no one has
// to wait for the answer.
func Start[T any](doing string, f func() (T, error)) <-chan Answer[T] {
	got := make(chan Answer[T], 1)
	go func() {
		value, err := Call(doing, f)
		got <- Answer[T]{value, err}
	}()
	return got
}

// Group is a number of goroutines that can be waited for together.
type Group struct {
	running sync.WaitGroup
	mu      sync.Mutex
	errs    []error
}

// Go calls f in a goroutine of its own.
func (g *Group) Go(doing string, f func() error) {
	g.running.Go(func() {
		if err := Do(doing, f); err != nil {
			g.mu.Lock()
			defer g.mu.Unlock()
			g.errs = append(g.errs, err)
		}
	})
}

// Wait waits for all of them and returns their errors.
func (g *Group) Wait() error {
	g.running.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	return errors.Join(g.errs...)
}
