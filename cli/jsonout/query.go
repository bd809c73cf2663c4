package jsonout

import (
	"errors"
	"reflect"
	"text/template"
	"time"

	"github.com/itchyny/gojq"
	"github.com/spf13/pflag"
)

// Query is what was requested of one command's JSON.
type Query struct {
	// Shapes are the types that the command prints, a slice for a list. There are
	// several if a flag changes what is printed.
	Shapes []reflect.Type

	on       pflag.Value
	fields   []string
	jq       *expression
	template *template.Template
	clock    func() time.Time
	tables   *tables
}

// On reports whether JSON was requested, in any form.
func (q *Query) On() bool { return q != nil && q.on.String() == "true" }

// Plain reports whether the command's JSON is printed unchanged.
func (q *Query) Plain() bool {
	return q == nil || q.fields == nil && q.jq == nil && q.template == nil
}

// Check refuses flags that cannot be combined.
func (q *Query) Check() error {
	if q != nil && q.jq != nil && q.template != nil {
		return errors.New("--jq and --template cannot be combined")
	}
	return nil
}

// expression is a compiled jq expression.
type expression struct {
	whole *gojq.Code
	// each does for one element of an array what whole does for all; nil if that
	// needs the whole array.
	each *gojq.Code
}

// tables are the rows that a template collected, aligned if a terminal shows them.
type tables struct {
	rows  [][]string
	drawn bool
}
