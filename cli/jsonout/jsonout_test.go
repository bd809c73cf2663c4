package jsonout_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
)

type base struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type row struct {
	base
	Tags    []string `json:"tags"`
	Created string   `json:"created"`
	Seen    *string  `json:"seen,omitempty"`
}

var rows = []row{
	{base{1, "mei"}, []string{"a", "b"}, "2026-11-20T10:00:00.000000Z", nil},
	{base{9007199254740993, "sam \x1b[31m\u202e\ttab"}, []string{}, "2026-11-18T10:00:00.000000Z", nil},
}

// asked runs a command that prints value, with the flags.
func asked(t *testing.T, shape any, value func(io.Writer) error, args ...string) (string, error) {
	t.Helper()
	var on bool
	var b bytes.Buffer
	cmd := &cobra.Command{Use: "x", SilenceErrors: true, SilenceUsage: true}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		q := jsonout.Of(cmd)
		if err := q.Check(); err != nil {
			return err
		}
		if !q.On() || !on {
			t.Fatal("JSON was not asked for")
		}
		if q.Plain() {
			return value(&b)
		}
		out := q.Start(cmd.Context(), jsonout.Output{Writer: &b, Clock: func() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }})
		if err := value(out); err != nil && !errors.Is(err, io.ErrClosedPipe) {
			return err
		}
		return out.Close()
	}
	cmd.Flags().BoolVar(&on, "json", false, "print one JSON array")
	jsonout.Flags(cmd, shape)
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(context.Background())
	return b.String(), err
}

func printed(v any) func(io.Writer) error {
	return func(w io.Writer) error { return json.NewEncoder(w).Encode(v) }
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"fields in their order": {[]string{"--json=name,id"}, "[\n  {\n    \"name\": \"mei\",\n    \"id\": 1\n  },\n  {\n    \"name\": \"sam \\u001b[31m\\u202e\\ttab\",\n    \"id\": 9007199254740993\n  }\n]\n"},
		"absent is null":        {[]string{"--json=seen", "--jq=.[0]"}, `{"seen":null}` + "\n"},
		"each":                  {[]string{"--jq=.[] | .id"}, "1\n9007199254740993\n"},
		"path":                  {[]string{"--jq=.[].tags[0]"}, "a\nnull\n"},
		"select":                {[]string{"--jq=.[] | select(.id == 1) | .name"}, "mei\n"},
		"whole":                 {[]string{"--jq=length"}, "2\n"},
		"bound":                 {[]string{"--jq=.[] as $x | length"}, "2\n2\n"},
		"comma":                 {[]string{"--jq=.[].id, length"}, "1\n9007199254740993\n2\n"},
		"other":                 {[]string{"--jq=.[] // 3 | .id"}, "1\n9007199254740993\n"},
		"text is safe":          {[]string{"--jq=.[1].name"}, "sam \\u001b[31m\\u202e\ttab\n"},
		"some, then jq":         {[]string{"--json=id", "--jq", ".[] | keys[]"}, "id\nid\n"},
		"no environment":        {[]string{"--jq=env, $ENV"}, "{}\n{}\n"},
		"template":              {[]string{"--template", `{{range .}}{{.id}} {{join "+" .tags}} {{timeago .created}} {{timefmt "2006-01" .created}}{{"\n"}}{{end}}`}, "1 a+b 6 hours ago 2026-11\n9007199254740993  2 days ago 2026-11\n"},
		"table":                 {[]string{"--template", `{{range .}}{{tablerow .id .name}}{{end}}`}, "1\tmei\n9007199254740993\tsam \\u001b[31m\\u202e tab\n"},
		"plucked":               {[]string{"--template", `{{join "," (pluck "id" .)}}`}, "1,9007199254740993"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := asked(t, []row(nil), printed(rows), c.args...)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v\nwant %q", got, err, c.want)
			}
		})
	}
}

func TestEmptyListsAndObjects(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value      any
		args, want string
	}{
		{[]row{}, "--json=id", "[]\n"},
		{[]row{}, "--jq=.[]", ""},
		{[]row{}, "--jq=length", "0\n"},
		{rows[0], "--json=id", "{\n  \"id\": 1\n}\n"},
		{rows[0], "--jq=.name", "mei\n"},
	} {
		got, err := asked(t, row{}, printed(c.value), c.args)
		if err != nil || got != c.want {
			t.Errorf("%s of %v: %q, %v, want %q", c.args, c.value, got, err, c.want)
		}
	}
	got, err := asked(t, row{}, func(w io.Writer) error {
		_, err := io.WriteString(w, `{"id":1} {"id":2}`+"\n"+`[{"id":3}]`)
		return err
	}, "--jq=.id? // .[].id")
	if err != nil || got != "1\n2\n3\n" {
		t.Errorf("one value after another: %q, %v", got, err)
	}
}

func TestWrongFlags(t *testing.T) {
	t.Parallel()
	for arg, want := range map[string]string{
		"--json=nam":                             `did you mean name? The choices are id, name, tags, created and seen`,
		"--json=":                                `"" is not a valid field; use id`,
		"--json=base":                            `"base" is not a valid field`,
		"--jq=.[":                                "the jq expression is not valid",
		"--jq=nothere":                           "function not defined: nothere",
		"--template={{":                          "the template is not valid",
		"--template={{nope 1}}":                  `function "nope" not defined`,
		"--jq=.[] | error(\"x\")":                "the jq expression failed: error: x",
		"--template={{range .}}{{.nope}}{{end}}": `map has no entry for key "nope"`,
	} {
		if _, err := asked(t, []row(nil), printed(rows), arg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", arg, err, want)
		}
	}
	if _, err := asked(t, []row(nil), printed(rows), "--jq=.", "--template=x"); err == nil {
		t.Error("--jq and --template went together")
	}
}

// A list that breaks off stays open, and says so by the error.
func TestBrokenOff(t *testing.T) {
	t.Parallel()
	got, err := asked(t, []row(nil), func(w io.Writer) error {
		_, err := io.WriteString(w, `[{"id":1}`)
		return err
	}, "--json=id")
	if err == nil || strings.Contains(got, "]") {
		t.Errorf("got %q, %v", got, err)
	}
}

// A list of any length is answered in the same memory.
func TestMemoryDoesNotGrow(t *testing.T) {
	t.Parallel()
	for _, arg := range []string{"--json=id", "--jq=.[] | select(.id == 3) | .id"} {
		var most uint64
		_, err := asked(t, []row(nil), func(w io.Writer) error {
			sep := "["
			for i := range 30_000 {
				if _, err := fmt.Fprintf(w, `%s{"id":%d,"name":%q}`, sep, i, strings.Repeat("x", 1000)); err != nil {
					return err
				}
				sep = ","
				if i%10_000 == 9_999 {
					var m runtime.MemStats
					runtime.GC()
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapAlloc)
				}
			}
			_, err := io.WriteString(w, "]")
			return err
		}, arg)
		if err != nil || most > 15<<20 {
			t.Errorf("%s: %d bytes for a list of 30 MB, %v", arg, most, err)
		}
	}
}
