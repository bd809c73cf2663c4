package desktest

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"examdesk/model"
)

// A role that is added to what a state store is needs a suite of its own.
func TestEveryRoleHasASuite(t *testing.T) {
	t.Parallel()
	var have []string
	for _, x := range suites() {
		have = append(have, x.role)
	}
	named := map[string]string{"AllowanceKeeper": "Granter"}
	roles := append(embedded(t, "../statestore.go", "StateStore"), embedded(t, "../roles.go", "Desk")...)
	if len(roles) < 30 {
		t.Fatalf("only %d roles were found: %v", len(roles), roles)
	}
	for _, role := range roles {
		if name := named[role]; name != "" {
			role = name
		}
		if role != "Desk" && !slices.Contains(have, role) {
			t.Errorf("the role %s has no suite", role)
		}
	}
}

// embedded are the interfaces that an interface consists of.
func embedded(t *testing.T, file, name string) (out []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, is := n.(*ast.TypeSpec)
		if !is || spec.Name.Name != name {
			return true
		}
		for _, m := range spec.Type.(*ast.InterfaceType).Methods.List {
			if role, is := m.Type.(*ast.Ident); is {
				out = append(out, role.Name)
			}
		}
		return false
	})
	return out
}

// What is skipped is summed up with its reason; what nobody expected to be skipped,
// and what was expected and ran, is a fault.
func TestReport(t *testing.T) {
	t.Parallel()
	r := newReport()
	for _, role := range []string{"Decider", "Granter", "Reporter"} {
		r.begin(role)
	}
	if got := r.line(); got != "contract: 3 run, 0 skipped" {
		t.Error(got)
	}
	r.skip("Granter", "The store is only read.")
	r.skip("Decider", "Nobody is signed in.")
	if got := r.line(); got != "contract: 1 run, 2 skipped (Decider: Nobody is signed in; Granter: The store is only read)" {
		t.Error(got)
	}
	for _, c := range []struct {
		expected map[string]string
		faults   string
	}{
		{map[string]string{"Decider": "signed in", "Granter": "only read"}, ""},
		{map[string]string{"Granter": "only read"}, "Decider"},
		{map[string]string{"Decider": "signed in", "Granter": "offline"}, "Granter"},
		{map[string]string{"Decider": "", "Granter": "only read"}, "Decider"},
		{map[string]string{"Decider": "signed in", "Granter": "only read", "Reporter": "none"}, "Reporter"},
		{map[string]string{"Decider": "signed in", "Granter": "only read", "Follower": "was not begun"}, ""},
	} {
		got := r.faults(c.expected)
		if c.faults == "" && len(got) != 0 || c.faults != "" && (len(got) != 1 || !strings.HasPrefix(got[0], c.faults)) {
			t.Errorf("%v: %q, want %s", c.expected, got, c.faults)
		}
	}
}

// A suite is skipped for a no alone: what is unknown is tried.
func TestAskSkipsForANoAlone(t *testing.T) {
	t.Parallel()
	for verdict, runs := range map[model.Verdict]bool{model.VerdictYes: true, model.VerdictUnknown: true, model.VerdictNo: false} {
		f := Fixture{report: newReport()}
		ran := false
		t.Run(string(verdict), func(t *testing.T) {
			f.ask(t, "Decider", model.DeedDecide, asker{verdict})
			ran = true
		})
		if ran != runs || (f.report.skipped["Decider"] == "It is so.") == runs {
			t.Errorf("%s: ran %v, skipped %v", verdict, ran, f.report.skipped)
		}
	}
}

// asker answers every question alike.
type asker struct{ verdict model.Verdict }

func (a asker) May(context.Context, model.Deed) error { return nil }

func (a asker) Can(context.Context, model.Deed, ...model.Subject) (model.Answer, error) {
	return model.Answer{Verdict: a.verdict, Why: "It is so."}, nil
}
