// Package text is the door through which every text from outside comes in:
// files, standard input, arguments, environment variables, answers of services.
// What passes is valid UTF-8 without a byte order mark and without NUL. What
// does not is refused by the place of the byte, never replaced: a letter that
// became U+FFFD cannot be recovered, and a byte that is not UTF-8 makes a row
// that Django cannot read. It does no I/O.
package text

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"examdesk/model"
)

// Encoding is the way in which the bytes of a text are decoded.
type Encoding string

// Unicode is UTF-8, with or without a byte order mark, or UTF-16 with one. The others
// are never guessed, because a wrong guess yields different letters.
const (
	Unicode     Encoding = ""
	Windows1252 Encoding = "windows-1252"
)

// ParseEncoding reads the name of an encoding as given in a flag.
func ParseEncoding(name string) (Encoding, error) {
	switch strings.ToLower(strings.ReplaceAll(name, "_", "-")) {
	case "", "utf-8", "utf8":
		return Unicode, nil
	case "windows-1252", "cp1252":
		return Windows1252, nil
	}
	return "", model.NotOneOf("encoding", name, []string{"utf-8", string(Windows1252)})
}

// Fault is the first byte of a text that cannot be read.
type Fault struct {
	// Offset counts from 0; Line and Column, in bytes, count from 1.
	Offset, Line, Column int
	// Byte is the byte itself.
	Byte byte
	// Why describes what is wrong with it, e.g. "is not valid UTF-8".
	Why string
}

// Error describes where the byte is and what is wrong with it.
func (f *Fault) Error() string {
	return fmt.Sprintf("line %d, byte %d (offset %d): 0x%02X %s", f.Line, f.Column, f.Offset, f.Byte, f.Why)
}

// Place is like Error but leaves out the byte itself, which may be part of a secret.
func (f *Fault) Place() string {
	return fmt.Sprintf("line %d, byte %d (offset %d) %s", f.Line, f.Column, f.Offset, f.Why)
}

// Reasons why a byte is refused.
const (
	notUTF8      = "is not valid UTF-8"
	isNUL        = "is a zero byte, which text never has; the file may be UTF-16 without a byte order mark"
	notUTF16     = "does not begin a valid UTF-16 character"
	cutUTF16     = "is half of a UTF-16 character"
	not1252      = "has no meaning in Windows-1252"
	isArchive    = "begins a spreadsheet or an archive, not a text"
	archiveStart = "PK\x03\x04"
)

// Decode decodes bytes in Unicode. The error is a [Fault].
func Decode(data []byte) (string, error) { return Unicode.Decode(data) }

// Decode decodes bytes. The error is a [Fault].
func (e Encoding) Decode(data []byte) (string, error) {
	if e == Windows1252 {
		return decode1252(data)
	}
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decode16(data, 0)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decode16(data, 1)
	case bytes.HasPrefix(data, []byte(archiveStart)):
		return "", fault(data, 0, isArchive)
	}
	start := len(data) - len(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if at, why := firstFault(data[start:]); at >= 0 {
		return "", fault(data, start+at, why)
	}
	return string(data[start:]), nil
}

// firstFault returns the first byte that is not part of a text, or -1.
func firstFault[T []byte | string](data T) (at int, why string) {
	s := string(data)
	for at := 0; at < len(s); {
		if s[at] == 0 {
			return at, isNUL
		}
		r, size := utf8.DecodeRuneInString(s[at:])
		if r == utf8.RuneError && size <= 1 {
			return at, notUTF8
		}
		at += size
	}
	return -1, ""
}

// fault locates a byte.
func fault(data []byte, at int, why string) *Fault {
	before := data[:at]
	return &Fault{
		Offset: at, Byte: data[at], Why: why,
		Line: bytes.Count(before, []byte("\n")) + 1, Column: at - bytes.LastIndexByte(before, '\n'),
	}
}

func decode1252(data []byte) (string, error) {
	var b strings.Builder
	b.Grow(len(data))
	for at, c := range data {
		r := charmap.Windows1252.DecodeByte(c)
		switch {
		case c == 0:
			return "", fault(data, at, isNUL)
		case r == utf8.RuneError:
			return "", fault(data, at, not1252)
		}
		b.WriteRune(r)
	}
	return b.String(), nil
}

// Check returns nil for an argument, a variable or a piece of text that is valid UTF-8
// without NUL. Otherwise the error is a [Fault].
func Check(s string) error {
	if at, why := firstFault(s); at >= 0 {
		return fault([]byte(s), at, why)
	}
	return nil
}

// Refused returns the error to show: what cannot be read, at which byte, and what to
// do.
func Refused(err error, what, remedy string) *model.Error {
	return model.Wrap(err, model.CodeInvalid, "%s cannot be read: %s. %s", what, err, remedy)
}

// RefusedSecret is like [Refused] for a secret: it gives the position of the byte but
// not the byte.
func RefusedSecret(err error, what, remedy string) *model.Error {
	where := "its encoding is not known"
	var f *Fault
	if errors.As(err, &f) {
		where = f.Place()
	}
	return model.Errorf(model.CodeInvalid, "%s cannot be read: %s. %s", what, where, remedy)
}

// Remedies for a wrong encoding.
const (
	// SaveAsUTF8 is for files and standard input.
	SaveAsUTF8 = "Save it as UTF-8, or convert it, e.g. with: iconv -f windows-1252 -t utf-8"
	// UseUTF8 is for arguments and variables.
	UseUTF8 = "Give it in UTF-8; the terminal or the script may use another encoding (see locale)."
)
