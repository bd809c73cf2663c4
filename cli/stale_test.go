package cli

import (
	"io"
	"strings"
	"testing"

	"examdesk/model"
)

// slowPerson answers yes after somebody else has done something.
type slowPerson struct {
	meanwhile func()
	answer    io.Reader
}

func (p *slowPerson) Read(b []byte) (int, error) {
	if p.meanwhile != nil {
		p.meanwhile()
		p.meanwhile = nil
	}
	return p.answer.Read(b)
}

// An exam or a policy that somebody else changed while the plan was looked at is
// left as it is, and both sides are shown.
func TestChangesOfWhatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	const exam = 2
	minutes, others := 77, 99
	for name, c := range map[string]struct {
		meanwhile func(*testing.T, *opened)
		do        func(*testing.T, *app, *opened) error
		says      []string
	}{
		"exam": {
			func(t *testing.T, o *opened) {
				d, err := o.Store.ReadExam(t.Context(), exam)
				if err == nil {
					_, err = o.Store.ChangeExam(t.Context(), model.ExamEdit{ExamID: exam, TimeLimitMins: &others, Expected: d.Exam.Modified})
				}
				if err != nil {
					t.Error(err)
				}
			},
			func(t *testing.T, a *app, o *opened) error {
				return a.examSet(t.Context(), o.session, exam, model.ExamEdit{TimeLimitMins: &minutes}, change{})
			},
			[]string{"Seen:", "Now:", "→ 99"},
		},
		"policy": {
			func(t *testing.T, o *opened) {
				d, err := o.Store.ReadExam(t.Context(), exam)
				if err == nil {
					_, err = o.Store.ChangePolicy(t.Context(), model.PolicyChange{ExamID: exam, Text: "Theirs.", Expected: d.Policy.Version()})
				}
				if err != nil {
					t.Error(err)
				}
			},
			func(t *testing.T, a *app, o *opened) error {
				e, err := o.Store.Exam(t.Context(), exam)
				if err != nil {
					t.Fatal(err)
				}
				return a.policySet(t.Context(), o.session, e, "Ours.", change{})
			},
			[]string{"Seen:", "Now:", "Theirs."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, o, said := onTerminal(t, "")
			a.In = &slowPerson{func() { c.meanwhile(t, o) }, strings.NewReader("y\n")}
			err := c.do(t, a, o)
			if model.ExitCode(err) != 3 {
				t.Errorf("ended with %v", err)
			}
			for _, want := range c.says {
				if !strings.Contains(said.String(), want) {
					t.Errorf("%q does not say %q", said, want)
				}
			}
		})
	}
}
