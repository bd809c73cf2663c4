package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"

	"examdesk/model"
	"examdesk/text"
)

// textIn is a text that a command takes from a file or from standard input.
type textIn struct {
	// what begins a sentence about it, e.g. "The review".
	what  string
	limit int64 // in bytes
	// encoding is what the person names, remedy what else can be done.
	encoding text.Encoding
	remedy   string
	// missing is the code of the error for a file that cannot be opened.
	missing model.Code
}

// readText reads a text from a file, or from standard input for "-". It is the
// one way in for both: what is no text is refused by its byte.
func (a *factory) readText(path string, t textIn) (string, error) {
	in := a.In
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return "", model.Wrap(err, cmp.Or(t.missing, model.CodeInvalid), "The file %s cannot be read.", model.Clean(path))
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	data, err := untilEnded(a.ended, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, t.limit+1)) })
	switch {
	case errors.Is(err, errEnded):
		return "", err
	case err != nil:
		return "", model.Wrap(err, model.CodeInvalid, "%s cannot be read.", t.what)
	case int64(len(data)) > t.limit:
		return "", model.Errorf(model.CodeInvalid, "%s is larger than %d MB.", t.what, t.limit>>20)
	}
	return t.decode(data)
}

func (t textIn) decode(data []byte) (string, error) {
	out, err := t.encoding.Decode(data)
	if err != nil {
		return "", text.Refused(err, t.what, cmp.Or(t.remedy, text.SaveAsUTF8))
	}
	return out, nil
}

// inFile is what a sentence calls a file.
func inFile(path string) string {
	if path == "-" {
		return "Standard input"
	}
	return "The file " + model.Clean(path)
}

// checkArgs lets arguments and the values of flags pass that are text.
func checkArgs(args []string) error {
	for i, arg := range args {
		if err := text.Check(arg); err != nil {
			what := fmt.Sprintf("Argument %d (%s)", i+1, model.Clean(arg))
			return text.Refused(err, what, text.UseUTF8)
		}
	}
	return nil
}

// env is a variable of the environment that is used as text.
func env(name string) (string, error) {
	value := os.Getenv(name)
	if err := text.Check(value); err != nil {
		return "", text.RefusedSecret(err, "The environment variable "+name, text.UseUTF8)
	}
	return value, nil
}
