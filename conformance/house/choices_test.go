package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// listed is a sentence that lists the words of a fixed set itself: a, b or c, or one
// %s behind "use" or its like.
var listed = regexp.MustCompile(`\b(use|give|are|has|one of) (([\w"'-]+, )+[\w"'-]+ (or|and) [\w"'-]+[.; ]*$|%s\.?$)`)

// refusal is how a sentence begins that refuses a word.
var refusal = regexp.MustCompile(`is not |is none|unknown|[Tt]here is no`)

// A word that is not one of a fixed set is refused by model.OneOf or model.Meant, so
// that what may have been meant is offered wherever such a word is read.
func TestFixedSetsAreReadInOnePlace(t *testing.T) {
	t.Parallel()
	seen := 0
	for name, text := range files(t, ".go") {
		if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "conformance/") || strings.HasPrefix(name, "model/desktest/") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, is := n.(*ast.BasicLit)
			if !is || literal.Kind != token.STRING {
				return true
			}
			seen++
			sentence, _ := strconv.Unquote(literal.Value)
			if listsChoices(sentence) {
				t.Errorf("%s: %q lists what there is by itself; use model.OneOf, model.NotOneOf or model.Meant", set.Position(n.Pos()), sentence)
			}
			return true
		})
	}
	if seen < 10_000 {
		t.Errorf("only %d texts were read", seen)
	}
}

// others are sentences that name no set of words: an answer to a proctoring service
// in its own words, what a name is made of, and a comparison that nothing can meet.
var others = []string{"PSI sends", "a service sends", "use letters, digits, - and _", "can never match"}

func listsChoices(sentence string) bool {
	for _, said := range others {
		if strings.Contains(sentence, said) {
			return false
		}
	}
	return refusal.MatchString(sentence) && listed.MatchString(sentence)
}

func TestListedChoicesAreFound(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"--outcome %q is none; use clean, rules_violation, suspicious or not_reviewed", "%q is not a deed; use %s",
		"%s has the unknown key %q; known keys are %s.", "there is no theme %q; use dark, light or none",
	} {
		if !listsChoices(bad) {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{"%q is not a number of minutes; give a whole number, 0 or more.", "%q is not a valid %s; %s", "There is no exam %d.", "use clean, suspicious or mixed"} {
		if listsChoices(good) {
			t.Errorf("%q is refused", good)
		}
	}
}
