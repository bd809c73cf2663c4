package shell

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/setup"
	"examdesk/model"
)

// fewWords is a store of an exam, an attempt and some learners.
type fewWords struct {
	kittest.Fake
	kittest.FewExams
	kittest.FewAttempts
	query model.LearnerQuery
}

func (s *fewWords) FindAttempts(context.Context, model.AttemptQuery) (model.AttemptPage, error) {
	return model.AttemptPage{Rows: []model.AttemptRow{{Attempt: model.Attempt{ID: 7}}, {Attempt: model.Attempt{ID: 71}}}}, nil
}

func (s *fewWords) FindLearners(_ context.Context, q model.LearnerQuery) ([]model.Learner, error) {
	s.query = q
	return []model.Learner{{Username: "mei_zhang"}, {Username: "mei_$(rm)"}, {Username: "meike"}}, nil
}

// tree is a few commands as they are completed, on a store.
func tree(t *testing.T, s model.StateStore) (*cobra.Command, map[string]*cobra.Command) {
	t.Helper()
	root := &cobra.Command{Use: "examdesk"}
	found := map[string]*cobra.Command{}
	for _, noun := range []string{"attempt", "learner"} {
		parent := &cobra.Command{Use: noun}
		for _, verb := range []string{"view", "list", "reset"} {
			cmd := &cobra.Command{Use: verb, Run: func(*cobra.Command, []string) {}}
			cmd.SetContext(t.Context())
			cmd.Flags().String("course", "", "")
			parent.AddCommand(cmd)
			found[noun+" "+verb] = cmd
		}
		root.AddCommand(parent)
	}
	c := completer{&setup.Setup{Factory: &kit.Factory{}}, func(context.Context) (*kit.Opened, error) {
		if s == nil {
			return nil, kittest.Unreachable()
		}
		return &kit.Opened{Store: s}, nil
	}}
	c.completions(root)
	c.valueCompletions(root)
	return root, found
}

// Values are those of the store that begin as what is typed; what a shell would act
// upon is none, nor is what is given already.
func TestValues(t *testing.T) {
	kittest.Home(t, "")
	s := &fewWords{}
	s.FewExams.All = []model.Exam{{ID: 3, CourseID: "course-v1:NordicU+STAT101+2026"}}
	_, commands := tree(t, s)
	for _, c := range []struct {
		command, typed string
		given, want    []string
	}{
		{"attempt view", "7", nil, []string{"7", "71"}},
		{"attempt view", "", []string{"7"}, nil},
		{"attempt reset", "7", []string{"7"}, []string{"71"}},
		{"learner view", "mei", nil, []string{"mei_zhang", "meike"}},
		{"learner view", "", nil, nil},
		{"attempt list", "cou", nil, []string{"course:"}},
		{"attempt list", "course:", nil, []string{"course:course-v1:NordicU+STAT101+2026"}},
		{"attempt list", "!exam:", nil, []string{"!exam:3"}},
		{"attempt list", "status:error,veri", nil, []string{"status:error,verified"}},
	} {
		got, _ := commands[c.command].ValidArgsFunction(commands[c.command], c.given, c.typed)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %v %q: %q, want %q", c.command, c.given, c.typed, got, c.want)
		}
	}
	if s.query.Text != "mei" {
		t.Errorf("asked for %+v", s.query)
	}
	_, commands = tree(t, nil)
	if got, _ := commands["attempt view"].ValidArgsFunction(commands["attempt view"], nil, ""); got != nil {
		t.Errorf("without a store: %q", got)
	}
}

func TestCompletionRun(t *testing.T) {
	t.Parallel()
	root, _ := tree(t, &fewWords{})
	for shell, says := range map[string]string{"bash": "_get_comp_words_by_ref", "zsh": "#compdef examdesk", "fish": "complete -c examdesk", "powershell": "Register-ArgumentCompleter"} {
		d := kittest.On(t, &kit.Opened{}, "")
		d.Says(t, completionRun(t.Context(), &CompletionOptions{Factory: d.Factory, Shell: shell, Root: root}), 0, says)
	}
}

func TestManRun(t *testing.T) {
	t.Parallel()
	root, _ := tree(t, &fewWords{})
	root.PersistentFlags().String("config", "", "")
	d := kittest.On(t, &kit.Opened{}, "")
	d.Says(t, manRun(t.Context(), &ManOptions{Factory: d.Factory, Root: root}), 0, `.TH "EXAMDESK" "1" "Nov 2026"`, "~/.config/examdesk/examdesk.yml")
	dir := t.TempDir()
	d.Says(t, manRun(t.Context(), &ManOptions{Factory: d.Factory, Root: root, Tree: true, Dir: dir}), 0, "The manual pages are in "+dir)
	if page, err := os.ReadFile(filepath.Join(dir, "examdesk-attempt-view.1")); err != nil || !strings.Contains(string(page), "attempt-view") {
		t.Errorf("%v: %s", err, page)
	}
	d.Says(t, manRun(t.Context(), &ManOptions{Factory: d.Factory, Root: root, Tree: true, Dir: filepath.Join(dir, "gone")}), 5, "create it first")
}

func TestFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, NewCmdCompletion, "zsh"); o.Shell != "zsh" || o.Root == nil {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, NewCmdMan); o.Tree || o.Root == nil {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, NewCmdMan, "d"); !o.Tree || o.Dir != "d" {
		t.Errorf("%+v", o)
	}
	kittest.BadUsage(t, NewCmdCompletion, "tcsh")
	kittest.BadUsage(t, NewCmdCompletion)
	kittest.BadUsage(t, NewCmdMan, "a", "b")
}
