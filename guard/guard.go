// Package guard starts every goroutine of the program. A panic in a goroutine ends
// the process at once: no deferred call of any other runs, so that a terminal would
// stay raw and a lock held. Here it becomes an error that says what was being done.
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

// Caught is a panic with a value, met where it is called.
func Caught(doing string, value any) *Panic {
	return &Panic{Doing: doing, Stack: debug.Stack(), value: value}
}

// Error describes what was being done and what went wrong. Only the runtime's own words
// are repeated: any other value may hold a learner's data or a secret.
func (p *Panic) Error() string {
	if err, ok := p.value.(runtime.Error); ok {
		return fmt.Sprintf("panic while %s: %v", p.Doing, err)
	}
	return fmt.Sprintf("panic while %s: a %T", p.Doing, p.value)
}

// Trace is where it happened, for the developer who fixes it.
func (p *Panic) Trace() string { return fmt.Sprintf("while %s:\n%s\n", p.Doing, p.Stack) }

// Traces are those of all panics among errors, empty if there was none.
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

// Do is [Call] for what has no result.
func Do(doing string, f func() error) error {
	_, err := Call(doing, func() (struct{}, error) { return struct{}{}, f() })
	return err
}

// Answer is what came of a function.
type Answer[T any] struct {
	Value T
	Err   error
}

// Start calls f in a goroutine of its own. The channel takes the answer, so that
// no one needs to wait for it.
func Start[T any](doing string, f func() (T, error)) <-chan Answer[T] {
	got := make(chan Answer[T], 1)
	go func() {
		value, err := Call(doing, f)
		got <- Answer[T]{value, err}
	}()
	return got
}

// Group is a number of goroutines that are waited for together.
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

// Wait waits for all of them, and returns what failed.
func (g *Group) Wait() error {
	g.running.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	return errors.Join(g.errs...)
}
