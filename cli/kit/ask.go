package kit

import (
	"bufio"

	"examdesk/guard"
	"examdesk/model"
	"examdesk/text"
)

// ErrEnded means that the run was told to end while it waited for an answer.
var ErrEnded = model.Errorf(model.CodeInternal, "Nothing was changed.")

// UntilEnded reads input until the run is told to end: a read cannot be cancelled,
// and would delay Ctrl-C as long as nothing comes.
func UntilEnded[T any](ended <-chan struct{}, read func() (T, error)) (T, error) {
	got := guard.Start("reading an answer", read)
	select {
	case <-ended:
		var none T
		return none, ErrEnded
	case a := <-got:
		return a.Value, a.Err
	}
}

// ReadLine reads one line.
func ReadLine(a *Factory) (string, error) {
	line, err := UntilEnded(a.Ended, func() (string, error) { return bufio.NewReader(a.In).ReadString('\n') })
	if fault := text.Check(line); fault != nil {
		return "", text.Refused(fault, "The answer", text.UseUTF8)
	}
	return line, err
}
