package shell

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"examdesk/cli/kit"
	"examdesk/model"
)

// Who presses tab does not wait long, and does not read long lists.
const (
	completionTime = 2 * time.Second
	completionMost = 100
)

// values returns words that begin with what is typed.
type values func(ctx context.Context, typed string) []string

// valueCompletions sets which values flags and arguments may have: those known by
// their kind, and those in the store.
func (a completer) valueCompletions(root *cobra.Command) {
	flags := map[string]values{
		"course": a.courses, "exam": a.exams, "learner": a.learners, "all-of": a.learners, "as": a.learners, "actor": a.learners,
		"profile": a.profiles, "backend": a.services, "attempt": a.attempts, "filter": a.filterWords,
		"outcome": fixed("clean", "rules_violation", "suspicious", "not_reviewed"),
		"format":  fixed("text", "json", "nagios", "prometheus"),
		"theme":   fixed("dark", "light", "none"),
		"state":   fixed(kit.Texts(model.MessageStates())...),
		"deed":    fixed(kit.Texts(model.Deeds())...),
	}
	first := map[string]values{
		"attempt view": a.attempts, "attempt set-status": fixed(kit.Texts(model.AttemptStatuses())...),
		"exam view": a.exams, "exam set": a.exams, "policy view": a.exams, "policy history": a.exams, "policy set": a.exams,
		"learner view": a.learners, "learner find": a.learners, "profile use": a.profiles, "profile rm": a.profiles,
	}
	every := map[string]values{
		"attempt list": a.filterWords, "review list": a.filterWords,
		"attempt review": a.attempts, "attempt resume": a.attempts, "attempt reset": a.attempts, "attempt delete": a.attempts, "attempt set-status": a.attempts,
	}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		path := strings.TrimPrefix(cmd.CommandPath(), "examdesk ")
		if cmd.ValidArgsFunction == nil && (first[path] != nil || every[path] != nil) {
			cmd.ValidArgsFunction = a.completed(first[path], every[path])
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if find := flags[f.Name]; find != nil && cmd.LocalNonPersistentFlags().Lookup(f.Name) == f || find != nil && cmd == root {
				_ = cmd.RegisterFlagCompletionFunc(f.Name, a.completed(find, find)) // fails if it has one
			}
		})
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(root)
}

// completed completes the first argument with one kind of values and the others with
// another; nil means none.
func (a completer) completed(first, others values) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		find := others
		if len(args) == 0 && first != nil {
			find = first
		}
		if find == nil || a.FromEnvironment(cmd) != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		ctx, stop := context.WithTimeout(cmd.Context(), completionTime)
		defer stop()
		found := kit.Offered(find(ctx, typed), args, typed)
		directive := cobra.ShellCompDirectiveNoFileComp
		if slices.ContainsFunc(found, func(w string) bool { return strings.HasSuffix(w, ":") }) {
			directive |= cobra.ShellCompDirectiveNoSpace // a value follows
		}
		return found[:min(len(found), completionMost)], directive
	}
}

func fixed(words ...string) values {
	return func(context.Context, string) []string { return words }
}

func (a completer) profiles(ctx context.Context, _ string) []string {
	c, err := a.Config(ctx)
	if err != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(c.Profiles))
}

func (a completer) services(ctx context.Context, _ string) []string {
	c, err := a.Config(ctx)
	if err != nil {
		return nil
	}
	return c.ServiceNames()
}

// inStore asks the store. A store that cannot be opened has no values.
func (a completer) inStore(ctx context.Context, ask func(model.StateStore) ([]string, error)) []string {
	o, err := a.look(ctx)
	if err != nil {
		return nil
	}
	found, err := ask(o.Store)
	if o.Close() != nil || err != nil {
		return nil
	}
	return found
}

func (a completer) courses(ctx context.Context, _ string) []string {
	return a.inStore(ctx, func(s model.StateStore) ([]string, error) {
		list, err := s.ListCourses(ctx)
		var out []string
		for _, c := range list {
			out = append(out, c.ID.Raw())
		}
		return out, err
	})
}

func (a completer) exams(ctx context.Context, _ string) []string {
	return a.inStore(ctx, func(s model.StateStore) ([]string, error) {
		list, err := s.ListCourses(ctx)
		var out []string
		for _, c := range list {
			for _, e := range c.Exams {
				out = append(out, strconv.FormatInt(e.ID, 10))
			}
		}
		return out, err
	})
}

// learners searches for what is typed; if that is empty, there are too many.
func (a completer) learners(ctx context.Context, typed string) []string {
	if typed == "" {
		return nil
	}
	return a.inStore(ctx, func(s model.StateStore) ([]string, error) {
		list, err := s.FindLearners(ctx, model.LearnerQuery{Text: typed, Limit: completionMost})
		var out []string
		for _, l := range list {
			out = append(out, l.Username.Raw())
		}
		return out, err
	})
}

// attempts returns those that have waited longest, in the order of the desk.
func (a completer) attempts(ctx context.Context, _ string) []string {
	return a.inStore(ctx, func(s model.StateStore) ([]string, error) {
		list, err := s.FindAttempts(ctx, model.AttemptQuery{Limit: completionMost})
		var out []string
		for _, r := range list.Rows {
			out = append(out, strconv.FormatInt(r.Attempt.ID, 10))
		}
		return out, err
	})
}

// filterWords completes a part of a filter: first its key, then its value; of several
// values, the last.
func (a completer) filterWords(ctx context.Context, typed string) []string {
	key, value, has := strings.Cut(strings.TrimLeft(typed, "!("), ":")
	lead := typed[:len(typed)-len(strings.TrimLeft(typed, "!("))]
	if !has {
		var out []string
		for _, k := range model.FilterKeys() {
			out = append(out, lead+k.Name+":")
		}
		return out
	}
	before := ""
	if i := strings.LastIndex(value, ","); i >= 0 {
		before, value = value[:i+1], value[i+1:]
	}
	var out []string
	for _, v := range a.filterValues(ctx, key, value) {
		out = append(out, lead+key+":"+before+v)
	}
	return out
}

func (a completer) filterValues(ctx context.Context, key, typed string) []string {
	switch key {
	case "course":
		return a.courses(ctx, typed)
	case "exam":
		return a.exams(ctx, typed)
	case "learner", "reviewer":
		return a.learners(ctx, typed)
	case "backend":
		return a.services(ctx, typed)
	}
	for _, k := range model.FilterKeys() {
		if k.Name == key {
			return k.Values
		}
	}
	return nil
}
