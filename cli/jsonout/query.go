package jsonout

import (
	"errors"
	"reflect"
	"text/template"
	"time"

	"github.com/itchyny/gojq"
	"github.com/spf13/pflag"
)

// Query is what was asked of one command's JSON.
type Query struct {
	// Shapes are the types of what the command prints, a slice for a list. There
	// are several where a flag asks for another kind of thing.
	Shapes []reflect.Type

	on       pflag.Value
	fields   []string
	jq       *expression
	template *template.Template
	clock    func() time.Time
	tables   *tables
}

// On reports whether JSON was asked for, in whatever form.
func (q *Query) On() bool { return q != nil && q.on.String() == "true" }

// Plain reports whether the command's JSON is printed as it is.
func (q *Query) Plain() bool {
	return q == nil || q.fields == nil && q.jq == nil && q.template == nil
}

// Check refuses what does not go together.
func (q *Query) Check() error {
	if q != nil && q.jq != nil && q.template != nil {
		return errors.New("--jq and --template do not go together")
	}
	return nil
}

// expression is a jq expression that compiled.
type expression struct {
	whole *gojq.Code
	// each does for one element of an array what whole does for all of them; nil
	// where that needs the array.
	each *gojq.Code
}

// tables are the rows that a template collected, aligned where they are drawn.
type tables struct {
	rows  [][]string
	drawn bool
}
