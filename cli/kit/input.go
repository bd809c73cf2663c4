package kit

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"

	"examdesk/model"
	"examdesk/text"
)

// maxBody is the largest review that is read, in bytes.
const maxBody = 10 << 20

// ReadBody reads a file or, without one, standard input.
func ReadBody(a *Factory, args []string, what string) (string, error) {
	path := "-"
	if len(args) == 1 {
		path = args[0]
	}
	return ReadText(a, path, TextIn{What: what, Limit: maxBody})
}

// TextIn describes a text that a command reads from a file or from standard input.
type TextIn struct {
	// What begins a sentence about it, e.g. "The review".
	What  string
	Limit int64 // in bytes
	// encoding is what the person names, remedy what else can be done.
	Encoding text.Encoding
	Remedy   string
	// Missing is the code of the error if the file cannot be opened.
	Missing model.Code
}

// ReadText reads a text from a file, or from standard input for "-". It is the only
// way in for both; what is not text is refused, naming its byte.
func ReadText(a *Factory, path string, t TextIn) (string, error) {
	in := a.In
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return "", model.Wrap(err, cmp.Or(t.Missing, model.CodeInvalid), "The file %s cannot be read.", path)
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	data, err := UntilEnded(a.Ended, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, t.Limit+1)) })
	switch {
	case errors.Is(err, ErrEnded):
		return "", err
	case err != nil:
		return "", model.Wrap(err, model.CodeInvalid, "%s cannot be read.", t.What)
	case int64(len(data)) > t.Limit:
		return "", model.Errorf(model.CodeInvalid, "%s is larger than %d MB.", t.What, t.Limit>>20)
	}
	return t.Decode(data)
}

// Decode reads the bytes of the text; what is not text is refused, naming its byte.
func (t TextIn) Decode(data []byte) (string, error) {
	out, err := t.Encoding.Decode(data)
	if err != nil {
		return "", text.Refused(err, t.What, cmp.Or(t.Remedy, text.SaveAsUTF8))
	}
	return out, nil
}

// InFile returns what a sentence calls a file.
func InFile(path string) string {
	if path == "-" {
		return "Standard input"
	}
	return "The file " + model.Clean(path)
}

// CheckArgs refuses arguments and values of flags that are not text.
func CheckArgs(args []string) error {
	for i, arg := range args {
		if err := text.Check(arg); err != nil {
			what := fmt.Sprintf("Argument %d (%s)", i+1, model.Clean(arg))
			return text.Refused(err, what, text.UseUTF8)
		}
	}
	return nil
}

// EnvText returns an environment variable that is used as text.
func EnvText(name string) (string, error) {
	value := os.Getenv(name)
	if err := text.Check(value); err != nil {
		return "", text.RefusedSecret(err, "The environment variable "+name, text.UseUTF8)
	}
	return value, nil
}
