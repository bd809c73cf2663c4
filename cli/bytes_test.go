package cli

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
)

// written are the ways in which a text may come, and the byte that is named if it
// is refused.
func written(s string) []struct{ name, data, byte string } {
	in := func(e encoding.Encoding) string {
		out, err := e.NewEncoder().String(s)
		if err != nil {
			panic(err)
		}
		return out
	}
	return []struct{ name, data, byte string }{
		{"UTF-8", s, ""},
		{"UTF-8 with mark", "\ufeff" + s, ""},
		{"UTF-16 little endian", in(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)), ""},
		{"UTF-16 big endian", in(unicode.UTF16(unicode.BigEndian, unicode.UseBOM)), ""},
		{"windows-1251", strings.ReplaceAll(s, "ë", "\xe8"), "0xE8"},
		{"latin-1", in(charmap.ISO8859_1), "0xEB"},
		{"lone byte", strings.ReplaceAll(s, "ë", "\x80"), "0x80"},
		{"surrogate", strings.ReplaceAll(s, "ë", "\xed\xa0\x80"), "0xED"},
		{"NUL", strings.ReplaceAll(s, "ë", "\x00"), "0x00"},
	}
}

// bytesHome is a store with the people and exams of the sample data.
func bytesHome(t *testing.T) (home, store string) {
	t.Helper()
	home = keysHome(t, "secrets: {store: plain}\n")
	store = filepath.Join(filepath.Dir(home), "s.sqlite3")
	if status, said := keysRun(t, home, "", "store", "seed", "--attempts", "60", "--store", store); status != 0 {
		t.Fatal(said)
	}
	return home, store
}

func digest(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(data))
}

// Every argument and every flag of every command: what is not UTF-8 is refused
// by its byte, before anything is opened or written.
func TestArgumentsAreText(t *testing.T) {
	home, store := bytesHome(t)
	before, tried := digest(t, store), 0
	try := func(c struct{ name, data, byte string }, args ...string) {
		t.Helper()
		status, said := keysRun(t, home, "", append(args, "--store", store)...)
		tried++
		if status != 2 || !strings.Contains(said, c.byte+" is ") || !strings.Contains(said, "UTF-8") || !utf8.ValidString(said) || strings.ContainsRune(said, utf8.RuneError) {
			t.Errorf("%s, %q: %d, %s", c.name, args, status, said)
		}
	}
	for _, c := range written("Zoë") {
		if c.byte == "" {
			continue
		}
		eachCommand((&program{Setup: setup.New(kit.Env{}, nil)}).root(), func(cmd *cobra.Command) {
			path := strings.Fields(cmd.CommandPath())[1:]
			try(c, append(path, c.data)...)
			cmd.Flags().VisitAll(func(f *pflag.Flag) {
				if f.Value.Type() != "bool" {
					try(c, append(path, "--"+f.Name+"="+c.data)...)
					try(c, append(path, "--"+f.Name, c.data)...)
				}
			})
		})
	}
	if tried < 1000 || digest(t, store) != before {
		t.Errorf("%d tried; the store changed: %t", tried, digest(t, store) != before)
	}
	t.Logf("%d refused", tried)
}

func eachCommand(cmd *cobra.Command, f func(*cobra.Command)) {
	f(cmd)
	for _, c := range cmd.Commands() {
		eachCommand(c, f)
	}
}

// Every command that takes a text from a file or from standard input: Unicode is
// read as it is meant, anything else is refused by its byte and changes nothing.
func TestFilesAreText(t *testing.T) {
	home, store := bytesHome(t)
	file := filepath.Join(filepath.Dir(home), "in")
	code := firstRow(t, store, "SELECT attempt_code FROM proctoring_proctoredexamstudentattempt a JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id "+
		"WHERE e.is_proctored AND e.backend NOT IN ('', 'null', 'software_secure') ORDER BY a.id LIMIT 1")
	staff := firstRow(t, store, "SELECT username FROM auth_user WHERE is_staff AND is_active ORDER BY id LIMIT 1")
	learner := firstRow(t, store, "SELECT username FROM auth_user WHERE NOT is_staff ORDER BY id LIMIT 1")
	exam := firstRow(t, store, "SELECT id FROM proctoring_proctoredexam WHERE is_active ORDER BY id LIMIT 1")
	for name, c := range map[string]struct {
		text string
		args []string
		// want is the statement that finds what was written, secret that the byte
		// itself is not said.
		want   string
		secret bool
	}{
		"policy set": {"Notes by Zoë", []string{"policy", "set", exam, "IN", "--yes"}, "SELECT count(*) FROM proctoring_proctoredexamreviewpolicy WHERE review_policy = 'Notes by Zoë'", false},
		"review receive": {`{"status": "suspicious", "comments": [{"start": 1, "stop": 2, "duration": 1, "comment": "Zoë", "status": "suspicious"}]}`,
			[]string{"review", "receive", code, "IN", "--yes"}, "SELECT count(*) > 0 FROM proctoring_proctoredexamstudentattemptcomment WHERE comment = 'Zoë'", false},
		"allowance import": {"learner,exam,exception\n" + learner + "," + exam + ",Zoë\n", []string{"allowance", "import", "IN", "--yes"},
			"SELECT count(*) FROM proctoring_proctoredexamstudentallowance WHERE value = 'Zoë'", false},
		"keys set":     {"secret-Zoë", []string{"keys", "set", "a/b/c", "SECRET", "--yes"}, "", true},
		"keys import":  {"PLATFORM_NAME: Zoë\n", []string{"keys", "import", "FILE", "--yes"}, "", true},
		"mock replay":  {`{"attempt_code": "x", "payload": {"a": "Zoë"}}`, []string{"backend", "mock", "replay", "IN", "--to", "http://127.0.0.1:1"}, "", false},
		"--config":     {"PLATFORM_NAME: Zoë\n", []string{"profile", "list", "--config", "FILE"}, "", true},
		"--token-file": {"Zoë", []string{"backend", "mock", "attempts", "--to", "http://127.0.0.1:1", "--token-file", "FILE"}, "", true},
	} {
		for _, w := range written(c.text) {
			for _, from := range []string{"file", "stdin"} {
				args, takesBoth := given(c.args, file, from)
				if !takesBoth && from == "stdin" {
					continue
				}
				if err := os.WriteFile(file, []byte(w.data), 0o600); err != nil {
					t.Fatal(err)
				}
				in := ""
				if from == "stdin" {
					in = w.data
				}
				before := digest(t, store)
				t.Setenv("EXAMDESK_MOCK_TOKEN", "synthetic")
				status, said := keysRun(t, home, in, append([]string{"--store", store, "--as", staff}, args...)...)
				refused := strings.Contains(said, "is not valid UTF-8") || strings.Contains(said, "is a zero byte") || strings.Contains(said, "There is a zero byte")
				switch {
				case !utf8.ValidString(said) || strings.ContainsRune(said, utf8.RuneError):
					t.Errorf("%s, %s, %s: said %q", name, w.name, from, said)
				case w.byte == "" && (refused || c.want != "" && firstRow(t, store, c.want) != "1"):
					t.Errorf("%s, %s, %s: %d, %s", name, w.name, from, status, said)
				case w.byte != "" && (!refused || status == 0 || !c.secret && !strings.Contains(said, w.byte) || digest(t, store) != before):
					t.Errorf("%s, %s, %s: %d, %s", name, w.name, from, status, said)
				}
			}
		}
	}
	if bad := firstRow(t, store, "SELECT count(*) FROM proctoring_proctoredexamsoftwaresecurereview WHERE instr(raw_data, char(65533)) OR instr(raw_data, 'ufffd')"); bad != "0" {
		t.Errorf("%s reviews have letters that were replaced", bad)
	}
}

// given puts a file or standard input into the arguments; not every command takes
// both.
func given(args []string, file, from string) (out []string, both bool) {
	for _, arg := range args {
		switch {
		case arg == "IN" && from == "stdin":
			out, both = append(out, "-"), true
		case arg == "SECRET" && from == "stdin":
			out, both = append(out, "--stdin"), true
		case arg == "SECRET":
			out = append(out, "--from-file", file)
		case arg == "IN" || arg == "FILE":
			out = append(out, file)
		default:
			out = append(out, arg)
		}
	}
	return out, both
}

// Variables of the environment and files that the configuration names for a
// secret are text, or are refused without a byte of them being said.
func TestNamedSecretsAreText(t *testing.T) {
	for _, w := range written("synthetic-Zoë") {
		for _, kind := range []string{"env", "file"} {
			home := keysHome(t, "")
			file := filepath.Join(filepath.Dir(home), "secret")
			if err := os.WriteFile(file, []byte(w.data), 0o600); err != nil {
				t.Fatal(err)
			}
			ref := "file:" + file
			if kind == "env" {
				if strings.Contains(w.data, "\x00") || w.byte == "" && w.name != "UTF-8" {
					continue // no variable can hold it, or has a mark
				}
				ref = "env:EXAMDESK_TEST_SECRET"
				t.Setenv("EXAMDESK_TEST_SECRET", w.data)
			}
			c, err := config.Load(t.Context(), home, "")
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			secret, _, err := c.Vault().Resolve(ctx, ref)
			switch {
			case w.byte == "" && (err != nil || secret.Reveal() != "synthetic-Zoë"):
				t.Errorf("%s, %s: %q, %v", kind, w.name, secret.Reveal(), err)
			case w.byte != "" && (err == nil || strings.Contains(err.Error(), w.byte) && w.byte != "0x00" || !strings.Contains(err.Error(), "line 1, byte ")):
				t.Errorf("%s, %s: %v", kind, w.name, err)
			}
		}
	}
}

// firstRow is what a statement finds in a store.
func firstRow(t *testing.T, store, query string) string {
	t.Helper()
	db, err := sql.Open("sqlite", store)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var out string
	if err := db.QueryRow(query).Scan(&out); err != nil {
		t.Fatal(query, err)
	}
	return out
}
