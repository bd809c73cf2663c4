package text_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// waysIn are the calls by which bytes from outside come into the program.
var waysIn = []string{
	"os.ReadFile", "os.Open", "os.OpenFile", "os.Getenv", "os.LookupEnv", "os.Environ", "os.Stdin",
	"io.ReadAll", "io.Copy", "bufio.NewReader", "bufio.NewScanner", "json.NewDecoder", "json.Unmarshal", "yaml.NewDecoder", "yaml.Unmarshal",
	"csv.NewReader", "keys.ReadFile", "term.ReadPassword", "fmt.Scan", "fmt.Scanln", "exec.Command", "exec.CommandContext",
}

// Why a way in needs no door at that place.
const (
	door    = "what comes in goes through this package right there"
	decoded = "it is text that went through this package before"
	ours    = "we wrote the file ourselves, and a checksum, a cipher or a check of its form holds it"
	choice  = "it only chooses between things of ours, and is never stored or sent"
	noText  = "it is not text: a certificate, a database, an archive, a program"
	fromRow = "it is what a row of the store holds, which the store's own check let in"
	drawn   = "it is only drawn, through model.Clean"
	written = "it is opened to be written"
)

// doors are the places where bytes from outside come in, and why each is right.
// A new way in is written down here, with a reason; where it takes text, it calls
// Decode or Check.
var doors = map[string]string{
	"backends/payload/payload.go json.NewDecoder":          door,
	"backends/rest/exam.go json.Unmarshal":                 door,
	"backends/simulator/answer.go io.Copy":                 "it is thrown away",
	"backends/simulator/answer.go io.ReadAll":              door,
	"backends/simulator/control.go json.Unmarshal":         decoded,
	"backends/simulator/rest.go json.Unmarshal":            decoded,
	"backends/simulator/state.go json.Unmarshal":           decoded,
	"backends/wire/answer.go io.ReadAll":                   "payload.Parse and the other readers of answers check what they take as text; a page in another encoding is still shown",
	"cli/allowance/file.go csv.NewReader":                  decoded,
	"cli/jsonout/jsonschema/jsonschema.go json.NewDecoder": "only tests use it, on what commands print",
	"cli/jsonout/stream.go json.NewDecoder":                "it is what a command of ours is printing",
	"cli/jsonout/stream.go json.Unmarshal":                 "it is what a command of ours is printing",
	"cli/kit/ask.go bufio.NewReader":                       door,
	"cli/kit/input.go io.ReadAll":                          door,
	"cli/kit/input.go os.Getenv":                           door,
	"cli/kit/input.go os.Open":                             door,
	"cli/printer/width.go os.Getenv":                       choice,
	"config/authority.go keys.ReadFile":                    noText,
	"config/config.go keys.ReadFile":                       door,
	"config/config.go yaml.Unmarshal":                      decoded,
	"config/file.go yaml.Unmarshal":                        decoded,
	"keys/lmsfile/compose.go json.Unmarshal":               decoded,
	"keys/sources/read.go io.ReadAll":                      "keys/lmsfile decodes it",
	"keys/sources/read.go os.Open":                         "keys/lmsfile decodes it",
	"cli/checks/verifier.go os.Getenv":                     choice,
	"cli/backend/mockstate.go os.ReadFile":                 door,
	"cli/backend/mockask.go io.ReadAll":                    door,
	"cli/backend/mockask.go json.Unmarshal":                decoded,
	"cli/backend/mockask.go os.ReadFile":                   "the token goes through this package, the certificate is not text",
	"cli/checks/show.go os.Getenv":                         choice,
	"cli/desk/services.go yaml.Unmarshal":                  "it is a text of ours",
	"cli/desk/desk.go os.Getenv":                           choice,
	"cli/desk/person.go os.Getenv":                         choice,
	"cli/setup/whereabouts.go os.Getenv":                   choice,
	"cli/doctor/checks.go os.Getenv":                       drawn,
	"cli/checks/last.go json.Unmarshal":                    ours,
	"cli/checks/last.go keys.ReadFile":                     ours,
	"cli/keys/input.go io.ReadAll":                         door,
	"cli/keys/input.go keys.ReadFile":                      door,
	"cli/setup/hidden.go term.ReadPassword":                door,
	"cli/setup/environment.go os.Environ":                  "only the names are read, and what is shown of them goes through model.Clean",
	"cli/run.go os.Stdin":                                  "what reads it is in this table",
	"outbox/receivers.go json.Unmarshal":                   fromRow,
	"config/mirrors.go json.Unmarshal":                     ours,
	"config/mirrors.go os.ReadFile":                        ours,
	"config/mirrors.go os.Getenv":                          "it is a path, which is only opened",
	"mirror/file.go json.Unmarshal":                        ours,
	"mirror/pulse.go json.Unmarshal":                       ours,
	"mirror/pulse.go os.ReadFile":                          ours,
	"model/redelivery.go json.Unmarshal":                   fromRow,
	"store/commentfunc.go json.NewDecoder":                 fromRow,
	"journal/osfs.go os.Open":                              noText,
	"journal/osfs.go os.OpenFile":                          written,
	"journal/osfs.go os.ReadFile":                          ours,
	"journal/record.go json.NewDecoder":                    ours,
	"journal/record.go json.Unmarshal":                     ours,
	"keys/agecodec.go io.ReadAll":                          ours,
	"keys/atomic.go io.ReadAll":                            "its callers are in this table",
	"keys/atomic.go os.Open":                               noText,
	"keys/atomic.go os.OpenFile":                           "its callers are in this table",
	"keys/diagnose_dbus.go os.Getenv":                      choice,
	"keys/env.go os.LookupEnv":                             "resolve.go and the passphrase's reader check what they take from it",
	"keys/filed.go json.Unmarshal":                         ours,
	"keys/helper.go json.Unmarshal":                        door,
	"keys/index.go json.Unmarshal":                         ours,
	"keys/lmsfile/yamlfile.go yaml.NewDecoder":             decoded,
	"keys/lmsfile/yamlfile.go yaml.Unmarshal":              decoded,
	"keys/program.go exec.CommandContext":                  "helper.go and passphrase.go check what a program answers",
	"keys/program.go os.Environ":                           "it is handed on to a program as it is",
	"model/infer.go json.Unmarshal":                        fromRow,
	"model/review.go json.Unmarshal":                       fromRow,
	"store/delivery.go json.Unmarshal":                     fromRow,
	"tui/view/payload.go json.NewDecoder":                  fromRow,
	"files/home.go os.Getenv":                              "it is a path, which is only opened",
	"store/activityread.go json.Unmarshal":                 fromRow,
	"server/apiv1/data.go io.ReadAll":                      "readJSON, readMultipart and the parser of forms check it",
	"server/apiv1/data.go json.NewDecoder":                 "the line before refuses what is not UTF-8",
	"server/apiv1/shapes.go json.NewDecoder":               "it is JSON that was just written",
	"config/jwt.go json.Unmarshal":                         decoded,
	"config/login.go json.Unmarshal":                       ours,
	"cli/session/proof.go bufio.NewReader":                 door,
	"cli/session/proof.go io.ReadAll":                      door,
	"cli/exam/readlist.go json.NewDecoder":                 decoded,
	"client/lms/api/people.go json.Unmarshal":              decoded,
	"client/lms/api/read.go json.NewDecoder":               door,
	"client/lms/api/said.go json.Unmarshal":                door,
	"client/lms/api/send.go io.ReadAll":                    "readJSON and saidIn check it",
	"client/lms/decide.go json.Unmarshal":                  fromRow,
	"client/lms/diary.go io.ReadAll":                       door,
	"client/lms/diary.go json.Unmarshal":                   decoded,
	"client/lms/diary.go os.Open":                          "what is read from it goes through this package",
	"client/lms/diary.go os.OpenFile":                      written,
	"client/server/conn.go io.ReadAll":                     "wire/spell refuses what is not UTF-8",
	"client/server/listen.go bufio.NewScanner":             "wire/spell refuses what is not UTF-8",
	"client/server/answers.go io.ReadAll":                  door,
	"client/server/answers.go json.Unmarshal":              decoded,
	"client/signin/answer.go io.ReadAll":                   door,
	"client/signin/answer.go json.Unmarshal":               decoded,
	"client/signin/words.go json.Unmarshal":                decoded,
	"client/server/walk.go bufio.NewScanner":               "wire/spell refuses what is not UTF-8",
	"server/apiext/api.go io.ReadAll":                      "wire/spell refuses what is not UTF-8",
	"wire/spell/spell.go json.NewDecoder":                  "the lines before refuse what is not UTF-8",
	"wire/spell/spell.go json.Unmarshal":                   "it is JSON that was just written",
}

// Whoever adds a way in has to say here how its text is checked.
func TestEveryWayInIsKnown(t *testing.T) {
	found := map[string]bool{}
	for place := range calls(t, "..") {
		found[place] = true
		if _, known := doors[place]; !known {
			t.Errorf("%s: bytes from outside come in here. If they are text, let them pass text.Decode or text.Check; then add the place to doors with the reason.", place)
		}
	}
	for place := range doors {
		if !found[place] {
			t.Errorf("%s is not there any more; remove it from doors", place)
		}
	}
}

// calls are the places of the program, tests left out, that name a way in.
func calls(t *testing.T, root string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == "conformance" || name == "testdata" || strings.HasPrefix(name, ".") && name != ".."):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		short := filepath.ToSlash(strings.TrimPrefix(path, root+string(os.PathSeparator)))
		ast.Inspect(file, func(n ast.Node) bool {
			if s, is := n.(*ast.SelectorExpr); is {
				if x, is := s.X.(*ast.Ident); is && slices.Contains(waysIn, x.Name+"."+s.Sel.Name) && !isDatabase(short, x.Name) {
					out[short+" "+x.Name+"."+s.Sel.Name] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// isDatabase reports whether a file is opened as a database, which is not text:
// what rows hold went through the store's own check.
func isDatabase(file, pkg string) bool {
	return strings.HasPrefix(file, "store/") && (pkg == "os" || pkg == "io")
}
