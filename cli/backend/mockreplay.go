package backend

import (
	"context"
	"net/http"
	"strconv"

	"github.com/spf13/cobra"

	"examdesk/backends/simulator"
	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/model"
)

// MockReplayOptions holds the options of backend mock replay.
type MockReplayOptions struct {
	control
	// File has the recorded callbacks; Attempt gets them all if it is not empty.
	File, Attempt string
}

// NewCmdMockReplay returns the command backend mock replay.
func NewCmdMockReplay(s *setup.Setup, run func(context.Context, *MockReplayOptions) error) *cobra.Command {
	if run == nil {
		run = mockReplayRun
	}
	o := &MockReplayOptions{control: controlOf(s)}
	cmd := &cobra.Command{
		Use:     "replay FILE|- --to URL",
		Short:   "Send recorded review callbacks to the LMS",
		Example: "  examdesk backend mock replay callbacks.jsonl --to http://127.0.0.1:8990",
		Long: `Sends recorded review callbacks: one JSON object, or one in each line, of the form
{"attempt_code" or "external_id": …, "payload": {…}}. Each goes to the attempt that it names or, with --attempt, all go
to that one, with its ids in place of the recorded ones. The command stops at the first callback that the LMS refuses.`,
		Args: kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.File = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.Attempt, "attempt", "", "send them to this `ATTEMPT`, with its ids")
	return cmd
}

func mockReplayRun(ctx context.Context, o *MockReplayOptions) error {
	recorded, err := readRecorded(o.Setup, o.File)
	if err != nil {
		return err
	}
	for i, r := range recorded {
		var c simulator.Callback
		if err := o.ask(ctx, o.mockTo, http.MethodPost, "/control/replay", simulator.ReplayRequest{Recorded: r, To: o.Attempt}, &c); err != nil {
			return err
		}
		if err := mockDone(o.Setup, "callback "+strconv.Itoa(i+1), c); err != nil {
			return err
		}
	}
	return nil
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
