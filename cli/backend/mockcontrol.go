package backend

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/backends/simulator"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/model"
)

func mockAttemptsCmd(a *setup.Setup) *cobra.Command {
	var m mockTo
	l := printer.List{}
	cmd := &cobra.Command{
		Use:     "attempts --to URL",
		Short:   "List the attempts that a mock service has, the newest first",
		Example: "  examdesk backend mock attempts --to http://127.0.0.1:8990",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := l.Check(); err != nil {
				return err
			}
			var found []simulator.Attempt
			if err := askMock(cmd.Context(), a, m, http.MethodGet, "/control/attempts", nil, &found); err != nil {
				return err
			}
			found = printer.Cut(l, found)
			if l.AsJSON {
				return printer.JSON(a.Out, found)
			}
			return mockTable(a, found)
		},
	}
	m.flags(cmd)
	cmd.Flags().IntVar(&l.Limit, "limit", 50, "most attempts to list; 0 for all")
	cmd.Flags().BoolVar(&l.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []simulator.Attempt(nil))
	return cmd
}

func mockTable(a *setup.Setup, found []simulator.Attempt) error {
	rows := [][]string{{"ATTEMPT", "AGE", "PROTOCOL", "STATUS", "REVIEW", "EXAM", "NAME", "LAST CALLBACK"}}
	for _, at := range found {
		last := "-"
		if n := len(at.Callbacks); n > 0 {
			last = callbackWord(at.Callbacks[n-1])
		}
		rows = append(rows, []string{
			model.Clean(at.ID), printer.Age(a.Clock().Sub(at.Created)), model.Clean(string(at.Protocol)), model.Clean(at.Status), cmp.Or(model.Clean(at.Review), "-"),
			cmp.Or(model.Clean(at.ExamName), "-"), cmp.Or(model.Clean(at.Name), "-"), last,
		})
	}
	return printer.PrintTable(a.Factory, rows)
}

func callbackWord(c simulator.Callback) string {
	if c.Problem != "" {
		return model.Clean(c.Kind + ": " + c.Problem)
	}
	return model.Clean(c.Kind) + " " + strconv.Itoa(c.Status)
}

// mockDone says what became of a callback, and fails if the LMS did not take it.
func mockDone(a *setup.Setup, id string, c simulator.Callback) error {
	if err := c.Err(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.Out, "%s: the LMS took the %s callback (%d, %d ms).\n", model.Clean(id), model.Clean(c.Kind), c.Status, c.Millis)
	return err
}

func mockReadyCmd(a *setup.Setup) *cobra.Command {
	var m mockTo
	cmd := &cobra.Command{
		Use:     "ready ATTEMPT... --to URL",
		Short:   "Tell the LMS that learners are ready to begin",
		Example: "  examdesk backend mock ready MOCK-3F2A --to http://127.0.0.1:8990",
		Args:    kit.UsageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			var errs []error
			for _, id := range args {
				var c simulator.Callback
				err := askMock(cmd.Context(), a, m, http.MethodPost, "/control/attempts/"+url.PathEscape(id)+"/ready", nil, &c)
				if err == nil {
					err = mockDone(a, id, c)
				}
				errs = append(errs, err)
			}
			return errors.Join(errs...)
		},
	}
	m.flags(cmd)
	return cmd
}

func mockReviewCmd(a *setup.Setup) *cobra.Command {
	var m mockTo
	var r simulator.Review
	var comments []string
	cmd := &cobra.Command{
		Use:     "review ATTEMPT --to URL --status OUTCOME",
		Short:   "Send the review of an attempt to the LMS",
		Example: `  examdesk backend mock review MOCK-3F2A --to http://127.0.0.1:8990 --status suspicious --comment "A second person"`,
		Long: `Sends the review of an attempt to the LMS, in the format of the attempt's protocol. OUTCOME is clean, rules_violation,
suspicious or not_reviewed, or the protocol's own word. A comment may begin with its time in seconds, as in
--comment "61-75 A second person".`,
		Args: kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if r.Status == "" {
				return kit.Usagef("--status says what the outcome is, e.g. --status clean")
			}
			for _, text := range comments {
				r.Comments = append(r.Comments, mockComment(text))
			}
			var c simulator.Callback
			if err := askMock(cmd.Context(), a, m, http.MethodPost, "/control/attempts/"+url.PathEscape(args[0])+"/review", r, &c); err != nil {
				return err
			}
			return mockDone(a, args[0], c)
		},
	}
	m.flags(cmd)
	cmd.Flags().StringVar(&r.Status, "status", "", "`OUTCOME` of the review")
	cmd.Flags().StringArrayVar(&comments, "comment", nil, "`TEXT` of a comment; may be given several times")
	cmd.Flags().StringVar(&r.ReviewedBy, "reviewed-by", "", "`EMAIL` of the LMS's user who reviewed")
	cmd.Flags().StringVar(&r.VideoURL, "video", "", "`URL` of the recording")
	return cmd
}

// mockComment reads a comment and the seconds before it, if there are any.
func mockComment(text string) simulator.Comment {
	c := simulator.Comment{Text: text, Status: "Unknown"}
	span, rest, found := strings.Cut(text, " ")
	from, to, _ := strings.Cut(span, "-")
	start, err1 := strconv.Atoi(from)
	stop, err2 := strconv.Atoi(to)
	if found && err1 == nil && err2 == nil && stop >= start {
		c.Start, c.Stop, c.Text = start, stop, rest
	}
	return c
}

func mockReplayCmd(a *setup.Setup) *cobra.Command {
	var m mockTo
	var attempt string
	cmd := &cobra.Command{
		Use:     "replay FILE|- --to URL",
		Short:   "Send recorded review callbacks to the LMS",
		Example: "  examdesk backend mock replay callbacks.jsonl --to http://127.0.0.1:8990",
		Long: `Sends recorded review callbacks: one JSON object, or one in each line, of the form
{"attempt_code" or "external_id": …, "payload": {…}}. Each goes to the attempt that it names, or with --attempt all go
to that one, with its ids in the place of the recorded ones. It ends at the first that the LMS does not take.`,
		Args: kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			recorded, err := readRecorded(a, args[0])
			if err != nil {
				return err
			}
			for i, r := range recorded {
				var c simulator.Callback
				if err := askMock(cmd.Context(), a, m, http.MethodPost, "/control/replay", simulator.ReplayRequest{Recorded: r, To: attempt}, &c); err != nil {
					return err
				}
				if err := mockDone(a, "callback "+strconv.Itoa(i+1), c); err != nil {
					return err
				}
			}
			return nil
		},
	}
	m.flags(cmd)
	cmd.Flags().StringVar(&attempt, "attempt", "", "send them to this `ATTEMPT`, with its ids")
	return cmd
}

// maxRecording is how many bytes of a recording are read.
const maxRecording = 16 << 20

func readRecorded(a *setup.Setup, path string) ([]simulator.Recorded, error) {
	data, err := kit.ReadText(a.Factory, path, kit.TextIn{What: "The recording", Limit: maxRecording, Missing: model.CodeNotFound})
	if err != nil {
		return nil, err
	}
	return simulator.ParseRecorded([]byte(data))
}

func mockFaultCmd(a *setup.Setup) *cobra.Command {
	var m mockTo
	var f simulator.FaultSetting
	cmd := &cobra.Command{
		Use:     "fault [FAULT] --to URL",
		Short:   "Break a mock service on purpose, or say how it is broken",
		Example: "  examdesk backend mock fault wrong-secret --to http://127.0.0.1:8990\n  examdesk backend mock fault none --to http://127.0.0.1:8990",
		Long:    "Breaks a mock service, or mends it with none; without FAULT it says how it is broken.\n\nFAULT is none or one of " + mockWords(simulator.Faults()) + ".\nENDPOINT is all or one of " + mockWords(simulator.Endpoints()) + ".",
		Args:    kit.UsageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			method, in := http.MethodGet, any(nil)
			if len(args) == 1 {
				f.Fault = args[0]
				method, in = http.MethodPost, f
			}
			var now []simulator.FaultSetting
			if err := askMock(cmd.Context(), a, m, method, "/control/fault", in, &now); err != nil {
				return err
			}
			rows := [][]string{{"ENDPOINT", "FAULT"}}
			for _, e := range now {
				rows = append(rows, []string{model.Clean(e.Endpoint), model.Clean(e.Fault)})
			}
			return printer.PrintTable(a.Factory, rows)
		},
	}
	m.flags(cmd)
	cmd.Flags().StringVar(&f.Endpoint, "endpoint", "all", "`ENDPOINT` that is broken")
	cmd.Flags().StringVar(&f.Skew, "skew", "", "by how much the clock is off, a `DURATION` as 10m or -2h")
	cmd.ValidArgsFunction = kit.FirstWord(append([]string{"none"}, kit.Texts(simulator.Faults())...)...)
	// It fails only for a flag that is not there.
	_ = cmd.RegisterFlagCompletionFunc("endpoint", kit.Words(append([]string{"all"}, kit.Texts(simulator.Endpoints())...)...))
	return cmd
}

func mockWords[T ~string](words []T) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(w))
	}
	return b.String()
}

func mockOnboardingCmd(a *setup.Setup) *cobra.Command {
	var m mockTo
	var p simulator.Profile
	cmd := &cobra.Command{
		Use:     "onboarding --to URL",
		Short:   "Refuse learners who have no onboarding, or say where one stands",
		Example: "  examdesk backend mock onboarding --to http://127.0.0.1:8990",
		Long: "Sets with what attempts are refused, for one learner or for all. REFUSAL is none or one of " + mockWords(simulator.Refusals()) +
			".\nSTATUS is one of " + mockWords(simulator.ProfileStatuses()) + ".",
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if p.Refusal == "none" {
				p.Refusal = ""
			}
			var now simulator.Profile
			if err := askMock(cmd.Context(), a, m, http.MethodPost, "/control/onboarding", p, &now); err != nil {
				return err
			}
			_, err := fmt.Fprintf(a.Out, "%s: attempts are refused with %s; the profile's status is %s.\n", cmp.Or(model.Clean(now.UserID), "All learners"),
				cmp.Or(model.Clean(now.Refusal), "nothing"), cmp.Or(model.Clean(now.Status), "what the attempts say"))
			return err
		},
	}
	m.flags(cmd)
	cmd.Flags().StringVar(&p.UserID, "user", "", "the learner's `ID` at the service; all without it")
	cmd.Flags().StringVar(&p.Refusal, "refuse", "none", "`REFUSAL` with which attempts are refused")
	cmd.Flags().StringVar(&p.Status, "status", "", "`STATUS` of the learner's profile")
	return cmd
}
