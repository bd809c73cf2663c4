package keys

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/keys/sources"
	"examdesk/model"
)

// memoryKeeper keeps secrets in memory, and fails where a test wants it to.
type memoryKeeper struct {
	mu   sync.Mutex
	have map[string]string
	sets int
	// failSet is the number of the Set that fails, garble the one that stores
	// something else; 0 for none. down fails all.
	failSet, garble int
	down            bool
	// onSet is done before each Set.
	onSet func()
	// heedsContext lets it store nothing more once its caller has given up,
	// after it has stored half of it.
	heedsContext bool
}

func (k *memoryKeeper) Set(ctx context.Context, name string, s model.Secret) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sets++
	if k.onSet != nil {
		k.onSet()
	}
	value := s.Reveal()
	if k.heedsContext && ctx.Err() != nil {
		k.have[name] = "half"
		return model.Wrap(ctx.Err(), model.CodeUnavailable, "The keyring was interrupted.")
	}
	switch {
	case k.down || k.sets == k.failSet:
		return model.Errorf(model.CodeUnavailable, "The keyring does not answer.")
	case k.sets == k.garble:
		value = "something else"
	}
	k.have[name] = value
	return nil
}

func (k *memoryKeeper) Get(_ context.Context, name string) (model.Secret, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.down {
		return model.Secret{}, model.Errorf(model.CodeUnavailable, "The keyring does not answer.")
	}
	value, ok := k.have[name]
	if !ok {
		return model.Secret{}, model.Errorf(model.CodeNotFound, "There is no secret %s.", name)
	}
	return model.NewSecret(value), nil
}

type keeperKey struct{}

// TestImportScripts runs the import as people and scripts use it, with the
// samples of lmsfile in the folder lms. After each run nothing that was printed
// and nothing in the configuration may hold a secret of the samples.
func TestImportScripts(t *testing.T) {
	t.Parallel()
	samples, err := filepath.Abs(filepath.Join("..", "..", "keys", "lmsfile", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "import"),
		Setup: func(env *testscript.Env) error {
			env.Values[keeperKey{}] = &memoryKeeper{have: map[string]string{}}
			return copySamples(samples, filepath.Join(env.WorkDir, "lms"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"import": importCmd, "keeper": keeperCmd, "chmod": chmodCmd, "big": bigCmd, "latin1": latin1Cmd,
		},
	})
}

// copySamples copies the files so that only their owner can read them.
func copySamples(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, e.Name()), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// runImport runs the command as it hangs below `examdesk keys`.
func runImport(ctx context.Context, k *memoryKeeper, env kit.Env, args []string) int {
	a := setup.New(env, nil)
	root := &cobra.Command{Use: "examdesk", SilenceErrors: true, SilenceUsage: true}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return kit.Usage(kit.NearFlag(cmd, err)) })
	a.AddFlags(root.PersistentFlags())
	parent := &cobra.Command{Use: "import-under-test"}
	parent.AddCommand(newImport(a, func(context.Context) (secretKeeper, string, error) {
		return k, "memory, because this is a test", nil
	}, nil))
	root.AddCommand(parent)
	root.SetArgs(append([]string{"import-under-test", "import"}, args...))
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	err := root.ExecuteContext(ctx)
	var usage *kit.UsageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		_, _ = fmt.Fprintln(env.Err, usage.Error())
		return 2
	}
	_, _ = fmt.Fprintln(env.Err, model.Sentence(err))
	return model.ExitCode(err)
}

// sampleSecret is every secret of the samples, and of the scripts.
var sampleSecret = regexp.MustCompile(`fake[-a-z0-9]{6,}|00112233445566778899aabbccddeeff`)

// importCmd is `import STATUS ARGS`: FILES are relative to the script's folder.
// With a first argument "answer TEXT" somebody sits at a terminal and types it.
func importCmd(ts *testscript.TestScript, _ bool, args []string) {
	k := ts.Value(keeperKey{}).(*memoryKeeper)
	work := ts.Getenv("WORK")
	env := kit.Env{In: strings.NewReader(""), Clock: func() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }}
	if args[0] == "answer" {
		env.In, env.IsTerminal = strings.NewReader(args[1]+"\n"), true
		args = args[2:]
	}
	var out, errs bytes.Buffer
	env.Out, env.Err = &out, &errs
	want, args := args[0], args[1:]
	full := []string{"--config", filepath.Join(work, "c.yml")}
	for _, arg := range args {
		if strings.HasPrefix(arg, "lms/") || strings.HasPrefix(arg, "in/") {
			arg = filepath.Join(work, arg)
		}
		full = append(full, arg)
	}
	got := strconv.Itoa(runImport(context.Background(), k, env, full))
	clean := strings.NewReplacer(work+string(filepath.Separator), "", `\\`, `/`)
	_, _ = io.WriteString(ts.Stdout(), clean.Replace(out.String()))
	_, _ = io.WriteString(ts.Stderr(), clean.Replace(errs.String()))
	if got != want {
		ts.Fatalf("ended with %s, want %s\n%s%s", got, want, out.String(), errs.String())
	}
	home, err := os.ReadFile(filepath.Join(work, "c.yml"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		ts.Check(err)
	}
	if shown := sampleSecret.FindString(out.String() + errs.String() + string(home)); shown != "" && ts.Getenv("LITERAL") == "" {
		ts.Fatalf("the secret %s is shown:\n%s%s%s", shown, out.String(), errs.String(), home)
	}
}

// keeperCmd is `keeper put NAME VALUE`, `keeper has NAME VALUE`, `keeper lacks
// NAME`, `keeper count N`, `keeper fails N`, `keeper garbles N`, `keeper down`,
// `keeper up`.
func keeperCmd(ts *testscript.TestScript, _ bool, args []string) {
	k := ts.Value(keeperKey{}).(*memoryKeeper)
	k.mu.Lock()
	defer k.mu.Unlock()
	number := func() int { n, err := strconv.Atoi(args[1]); ts.Check(err); return n }
	switch args[0] {
	case "put":
		k.have[args[1]] = args[2]
	case "has":
		if k.have[args[1]] != args[2] {
			ts.Fatalf("%s is %q", args[1], k.have[args[1]])
		}
	case "lacks":
		if _, has := k.have[args[1]]; has {
			ts.Fatalf("%s is there", args[1])
		}
	case "count":
		if len(k.have) != number() {
			ts.Fatalf("it has %d", len(k.have))
		}
	case "sets":
		if k.sets != number() {
			ts.Fatalf("%d times something was stored", k.sets)
		}
	case "fails":
		k.failSet = k.sets + number()
	case "garbles":
		k.garble = k.sets + number()
	case "down", "up":
		k.down = args[0] == "down"
	default:
		ts.Fatalf("keeper %s", args[0])
	}
}

func chmodCmd(ts *testscript.TestScript, _ bool, args []string) {
	mode, err := strconv.ParseUint(args[0], 8, 32)
	ts.Check(err)
	ts.Check(os.Chmod(ts.MkAbs(args[1]), os.FileMode(mode)))
}

// bigCmd writes a file that is larger than what is read.
func bigCmd(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Repeat([]byte("# a\n"), sources.MaxFile/4+1), 0o600))
}

// latin1Cmd writes a settings file that is not UTF-8.
func latin1Cmd(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("PLATFORM_NAME: Universit\xe9\n"), 0o600))
}

// Nothing that may end up in a terminal is left in the text of a plan.
func TestImportIsCleaned(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "lms.yml")
	evil := "PLATFORM_NAME: \"\\e]0;owned\\a\\u202Eabc\"\nPROCTORING_BACKENDS:\n  \"x\\e[2J\": {}\n  proctorco: {base_url: https://p.example, \"k\\ney\\u200b\": 1}\n"
	if err := os.WriteFile(file, []byte(evil), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, flags := range [][]string{{"--dry-run"}, {"--dry-run", "--json"}} {
		var out, errs bytes.Buffer
		k := &memoryKeeper{have: map[string]string{}}
		args := slices.Concat([]string{"--config", filepath.Join(dir, "c.yml")}, flags, []string{file})
		runImport(t.Context(), k, kit.Env{In: strings.NewReader(""), Out: &out, Err: &errs, Clock: time.Now, WorkFactor: 1}, args)
		for _, r := range out.String() + errs.String() {
			if r != '\n' && model.Clean(string(r)) == "" {
				t.Errorf("%q is printed in\n%s", r, out.String())
			}
		}
		if !strings.Contains(out.String(), "PLATFORM_NAME") {
			t.Errorf("nothing is planned:\n%s%s", out.String(), errs.String())
		}
	}
}
