package jsonout

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/itchyny/gojq"

	"examdesk/model"
)

func (q *Query) setJQ(text string) error {
	parsed, err := gojq.Parse(text)
	if err != nil {
		return fmt.Errorf("the jq expression is not valid: %w", err)
	}
	// Without a loader, env and $ENV are empty: variables may hold secrets.
	e := &expression{}
	if e.whole, err = gojq.Compile(parsed); err != nil {
		return fmt.Errorf("the jq expression is not valid: %w", err)
	}
	if again, err := gojq.Parse(text); err == nil && perElement(again) {
		if e.each, err = gojq.Compile(again); err != nil {
			return fmt.Errorf("the jq expression is not valid: %w", err)
		}
	}
	q.jq = e
	return nil
}

// perElement turns an expression that begins with .[] into one for each element, and
// reports whether the result is the same. It is if .[] is the whole left side of a
// pipe or the beginning of a path, since what follows then sees one element at a
// time. A variable bound to it, a comma or an operator sees the array too.
func perElement(query *gojq.Query) bool {
	first := query
	if query.Op == gojq.OpPipe && query.Left != nil && len(query.Patterns) == 0 {
		first = query.Left
	}
	if len(query.FuncDefs) > 0 || query.Meta != nil || len(query.Imports) > 0 ||
		len(first.FuncDefs) > 0 || first.Op != 0 || len(first.Patterns) > 0 || first.Term == nil {
		return false
	}
	term := first.Term
	if term.Type != gojq.TermTypeIdentity || len(term.SuffixList) == 0 || !term.SuffixList[0].Iter {
		return false
	}
	for _, suffix := range term.SuffixList {
		if suffix.Optional { // .[]? stops at the first error, of whatever element
			return false
		}
	}
	term.SuffixList = term.SuffixList[1:]
	return true
}

// runJQ writes the results of an expression, one a line: texts unquoted, everything
// else as JSON.
func runJQ(ctx context.Context, w io.Writer, code *gojq.Code, value any) error {
	found := code.RunWithContext(ctx, value)
	for {
		v, more := found.Next()
		if !more {
			return nil
		}
		if err, is := v.(error); is {
			var halt *gojq.HaltError
			if errors.As(err, &halt) && halt.Value() == nil {
				return nil
			}
			return fmt.Errorf("the jq expression failed: %w", err)
		}
		if err := writeFound(w, v); err != nil {
			return err
		}
	}
}

func writeFound(w io.Writer, v any) error {
	if text, is := v.(string); is {
		_, err := io.WriteString(w, model.Escape(text)+"\n")
		return err
	}
	data, err := gojq.Marshal(v)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, model.Escape(string(data))+"\n")
	return err
}
