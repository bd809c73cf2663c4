package backend

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/backends/simulator"
	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/model"
)

// MockReadyOptions holds the options of backend mock ready.
type MockReadyOptions struct {
	control
	IDs []string
}

// NewCmdMockReady returns the command backend mock ready.
func NewCmdMockReady(s *setup.Setup, run func(context.Context, *MockReadyOptions) error) *cobra.Command {
	if run == nil {
		run = mockReadyRun
	}
	o := &MockReadyOptions{control: controlOf(s)}
	cmd := &cobra.Command{
		Use:     "ready ATTEMPT... --to URL",
		Short:   "Tell the LMS that learners are ready to start",
		Example: "  examdesk backend mock ready MOCK-3F2A --to http://127.0.0.1:8990",
		Args:    kit.UsageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.IDs = args
			return run(cmd.Context(), o)
		},
	}
	o.flags(cmd)
	return cmd
}

func mockReadyRun(ctx context.Context, o *MockReadyOptions) error {
	var errs []error
	for _, id := range o.IDs {
		var c simulator.Callback
		err := o.ask(ctx, o.mockTo, http.MethodPost, "/control/attempts/"+url.PathEscape(id)+"/ready", nil, &c)
		if err == nil {
			err = mockDone(o.Setup, id, c)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// MockReviewOptions holds the options of backend mock review.
type MockReviewOptions struct {
	control
	ID string
	simulator.Review
	// Texts are comments as they are written in the command line.
	Texts []string
}

// NewCmdMockReview returns the command backend mock review.
func NewCmdMockReview(s *setup.Setup, run func(context.Context, *MockReviewOptions) error) *cobra.Command {
	if run == nil {
		run = mockReviewRun
	}
	o := &MockReviewOptions{control: controlOf(s)}
	cmd := &cobra.Command{
		Use:     "review ATTEMPT --to URL --status OUTCOME",
		Short:   "Send the review of an attempt to the LMS",
		Example: `  examdesk backend mock review MOCK-3F2A --to http://127.0.0.1:8990 --status suspicious --comment "A second person"`,
		Long: `Sends the review of an attempt to the LMS, in the format of the attempt's protocol. OUTCOME is clean, rules_violation,
suspicious or not_reviewed, or the protocol's own word. A comment may begin with its time in seconds, as in
--comment "61-75 A second person".`,
		Args: kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.ID = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.Status, "status", "", "`OUTCOME` of the review")
	cmd.Flags().StringArrayVar(&o.Texts, "comment", nil, "`TEXT` of a comment; may be given several times")
	cmd.Flags().StringVar(&o.ReviewedBy, "reviewed-by", "", "`EMAIL` of the LMS's user who reviewed")
	cmd.Flags().StringVar(&o.VideoURL, "video", "", "`URL` of the recording")
	return cmd
}

func mockReviewRun(ctx context.Context, o *MockReviewOptions) error {
	if o.Status == "" {
		return kit.Usagef("name the outcome with --status, e.g. --status clean")
	}
	for _, text := range o.Texts {
		o.Comments = append(o.Comments, mockComment(text))
	}
	var c simulator.Callback
	if err := o.ask(ctx, o.mockTo, http.MethodPost, "/control/attempts/"+url.PathEscape(o.ID)+"/review", o.Review, &c); err != nil {
		return err
	}
	return mockDone(o.Setup, o.ID, c)
}

// mockComment reads a comment and the seconds before it, if any.
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

// mockDone prints the result of a callback, and fails if the LMS did not accept it.
func mockDone(a *setup.Setup, id string, c simulator.Callback) error {
	if err := c.Err(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.Out, "%s: the LMS accepted the %s callback (%d, %d ms).\n", model.Clean(id), model.Clean(c.Kind), c.Status, c.Millis)
	return err
}
