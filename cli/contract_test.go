package cli_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	jsontypes "github.com/google/jsonschema-go/jsonschema"
	"github.com/spf13/cobra"

	"examdesk/cli"
	"examdesk/cli/jsonout"
	"examdesk/cli/jsonout/jsonschema"
	"examdesk/cli/setup"
)

// commands are all commands that do something, by their path without examdesk.
func commands() map[string]*cobra.Command {
	out := map[string]*cobra.Command{}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Runnable() && !cmd.Hidden {
			out[strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), "examdesk"), " ")] = cmd
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(cli.Root())
	return out
}

func schemaOf(t *testing.T, path string, cmd *cobra.Command) *jsontypes.Schema {
	t.Helper()
	s, err := jsonschema.Of("examdesk "+path+" --json", jsonout.Of(cmd).Shapes)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return s
}

// Every command that prints JSON says of what shape, and docs/schemas has it.
func TestSchemas(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("..", "docs", "schemas")
	files := map[string]bool{}
	for path, cmd := range commands() {
		if cmd.Flags().Lookup("json") == nil || path == "backend mock" { // whose --json is the form of its log
			continue
		}
		if jsonout.Of(cmd) == nil {
			t.Errorf("%s has --json and does not say what it prints", path)
			continue
		}
		data, err := json.MarshalIndent(schemaOf(t, path, cmd), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		name := strings.ReplaceAll(path, " ", "-") + ".json"
		files[name] = true
		holds(t, filepath.Join(dir, name), append(data, '\n'))
	}
	have, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range have {
		if !files[f.Name()] {
			t.Errorf("docs/schemas/%s is of no command", f.Name())
		}
	}
}

// holds compares a generated file, or writes it with -update.
func holds(t *testing.T, path string, want []byte) {
	t.Helper()
	if flag.Lookup("update").Value.String() == "true" { // the one of this program's tests
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the commands say; write it with go test ./cli -run '^%s$' -update (%v)", path, t.Name(), err)
	}
}

// A field name means the same thing in every command, so it has one type.
func TestVocabulary(t *testing.T) {
	t.Parallel()
	// Two shapes are promised to scripts by one name: audit's object and the word that
	// says who acts next; the learner of an attempt and who is signed in; a learner's
	// courses and the ids of one's own.
	// And where a mirror comes from, and how many rows it has of each table.
	promised := map[string]bool{"actor": true, "user": true, "courses": true, "source": true, "rows": true}
	types, used := map[string]map[string][]string{}, map[string]map[string]bool{}
	for path, cmd := range commands() {
		// What the mock service keeps has the names of the services' protocols.
		if jsonout.Of(cmd) == nil || path == "backend mock attempts" {
			continue
		}
		var walk func(s *jsontypes.Schema)
		walk = func(s *jsontypes.Schema) {
			if s == nil {
				return
			}
			walk(s.Items)
			for _, any := range s.AnyOf {
				walk(any)
			}
			for name, p := range s.Properties {
				if types[name] == nil {
					types[name], used[name] = map[string][]string{}, map[string]bool{}
				}
				kind := kindOf(p)
				types[name][kind] = append(types[name][kind], path)
				used[name][path] = true
				walk(p)
			}
		}
		walk(schemaOf(t, path, cmd))
	}
	var doc strings.Builder
	for _, name := range slices.Sorted(maps.Keys(types)) {
		if len(types[name]) > 1 && !promised[name] {
			t.Errorf("%s has several types: %v", name, types[name])
		}
		in := slices.Sorted(maps.Keys(used[name]))
		if len(in) > 6 {
			in = append(in[:5:5], fmt.Sprintf("and %d more", len(in)-5))
		}
		_, _ = fmt.Fprintf(&doc, "| `%s` | %s | %s |\n", name, strings.Join(slices.Sorted(maps.Keys(types[name])), ", "), strings.Join(in, ", "))
	}
	path := filepath.Join("..", "docs", "json.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const head = "| field | type | in |\n| --- | --- | --- |\n"
	before, _, found := strings.Cut(string(text), head)
	if !found {
		t.Fatalf("%s has no table of fields", path)
	}
	holds(t, path, []byte(before+head+doc.String()))
}

// kindOf is the type of a field in a word; null goes without saying.
func kindOf(s *jsontypes.Schema) string {
	kinds := slices.DeleteFunc(append(slices.Clone(s.Types), s.Type), func(k string) bool { return k == "null" || k == "" })
	switch {
	case s.Format == "date-time":
		return "time"
	case len(kinds) == 0:
		return "any"
	case kinds[0] == "array" && s.Items != nil:
		return "list of " + kindOf(s.Items)
	}
	return kinds[0]
}

// Every command has an example, and each example is one that would run: it names
// commands and flags that there are.
func TestExamples(t *testing.T) {
	t.Parallel()
	for path, cmd := range commands() {
		if cmd.Example == "" && !cmd.HasAvailableSubCommands() {
			t.Errorf("%s has no example", path)
		}
		for _, line := range strings.Split(cmd.Example, "\n") {
			args := shellWords(line)
			if len(args) == 0 {
				continue
			}
			if i := slices.Index(args, "examdesk"); i >= 0 {
				args = args[i+1:]
			}
			args = args[:firstOf(args, "|", ">", ">>", "<")]
			asked, rest, err := cli.Root().Find(args)
			if err != nil || !strings.HasPrefix(asked.CommandPath(), cmd.CommandPath()) {
				t.Errorf("%s: the example %q is of another command (%v)", path, line, err)
				continue
			}
			if err := asked.ParseFlags(rest); err != nil {
				t.Errorf("%s: the example %q: %v", path, line, err)
			} else if err := asked.ValidateArgs(asked.Flags().Args()); err != nil {
				t.Errorf("%s: the example %q: %v", path, line, err)
			}
		}
	}
}

// firstOf is where the first of the words stands, else the end.
func firstOf(args []string, words ...string) int {
	if i := slices.IndexFunc(args, func(a string) bool { return slices.Contains(words, a) }); i >= 0 {
		return i
	}
	return len(args)
}

// shellWords takes a line apart as a shell does, as far as examples need it.
func shellWords(line string) []string {
	var out []string
	var word strings.Builder
	quote, open := rune(0), false
	for _, r := range strings.TrimSpace(line) + " " {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, open = r, true
		case quote == 0 && r == ' ':
			if open {
				out = append(out, word.String())
				word.Reset()
				open = false
			}
		default:
			open = true
			word.WriteRune(r)
		}
	}
	return out
}

// Topics explain what is not a command, and what they show is what there is.
func TestHelpTopics(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"exit-codes", "environment", "json", "filters"} {
		cmd, _, err := cli.Root().Find([]string{name})
		if err != nil || cmd.Name() != name || cmd.Runnable() || cmd.Long == "" {
			t.Errorf("help %s: %v", name, err)
		}
	}
}

// schemaCheck holds what a script's command prints as JSON against its schema.
type schemaCheck struct {
	io.Writer
	printed bytes.Buffer
	left    bool // the reader has left
	schema  *jsontypes.Schema
	each    bool
}

// checkedBySchema is what a command is to print to; nil if it prints no whole JSON.
func checkedBySchema(args []string, out io.Writer) *schemaCheck {
	cmd := cli.Asked(args)
	if cmd == nil {
		return nil
	}
	q := jsonout.Of(cmd)
	if !q.On() || !q.Plain() {
		return nil
	}
	s, err := jsonschema.Of("", q.Shapes)
	if err != nil {
		return nil
	}
	watch := cmd.Flags().Lookup("watch")
	return &schemaCheck{Writer: out, schema: s, each: watch != nil && watch.Changed}
}

func (c *schemaCheck) Write(p []byte) (int, error) {
	c.printed.Write(p)
	n, err := c.Writer.Write(p)
	c.left = c.left || err != nil
	return n, err
}

// end is the exit status of the command: 99 if it printed what it should not. One
// that failed may have broken off.
func (c *schemaCheck) end(status int) int {
	err := jsonschema.Check(c.schema, c.printed.Bytes(), c.each)
	if err == nil || c.left || status != 0 && !json.Valid(c.printed.Bytes()) {
		return status
	}
	_, _ = fmt.Fprintf(os.Stderr, "what was printed is not of the schema: %v\n", err)
	return 99
}

// What the schemas are held against can fail.
func TestSchemasRefuse(t *testing.T) {
	t.Parallel()
	type row struct {
		At   jsonout.Time `json:"at"`
		List []string     `json:"list"`
	}
	s, err := jsonschema.Of("x", []reflect.Type{reflect.TypeFor[[]row]()})
	if err != nil {
		t.Fatal(err)
	}
	for printed, fits := range map[string]bool{
		`[{"at":"2026-11-01T08:00:00.000000Z","list":[]}]`:          true,
		`[{"at":"2026-11-01T08:00:00Z","list":[]}]`:                 false,
		`[{"at":"2026-11-01T08:00:00.000000Z","list":null}]`:        false,
		`[{"at":"2026-11-01T08:00:00.000000Z"}]`:                    false,
		`[{"at":"2026-11-01T08:00:00.000000Z","list":[],"x":true}]`: false,
		`[`: false,
	} {
		if err := jsonschema.Check(s, []byte(printed), false); (err == nil) != fits {
			t.Errorf("%s: %v", printed, err)
		}
	}
}

// Help explains each variable that is read, and no other one of ours.
func TestEnvironmentTopic(t *testing.T) {
	t.Parallel()
	cmd, _, err := cli.Root().Find([]string{"environment"})
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`EXAMDESK_[A-Z_]+`).FindAllString(cmd.Long, -1)
	if want := setup.Variables(); !slices.Equal(said, want) {
		t.Errorf("help environment has %q, want %q", said, want)
	}
}
