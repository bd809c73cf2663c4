package cli

import (
	"bytes"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"examdesk/model"
)

// maxCSV is the largest file that is read, in bytes.
const maxCSV = 10 << 20

// readLimited reads a file, or standard input for "-", up to a limit.
func (a *app) readLimited(path string, limit int64) ([]byte, error) {
	in := a.In
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, model.Wrap(err, model.CodeInvalid, "The file %s cannot be read.", model.Clean(path))
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	data, err := io.ReadAll(io.LimitReader(in, limit+1))
	switch {
	case err != nil:
		return nil, model.Wrap(err, model.CodeInvalid, "The file %s cannot be read.", model.Clean(path))
	case int64(len(data)) > limit:
		return nil, model.Errorf(model.CodeInvalid, "The file %s is larger than %d MB; split it.", model.Clean(path), limit>>20)
	}
	return data, nil
}

// decodeText turns a file's bytes into text: UTF-8, UTF-16 if it says so in its
// first bytes, or what the person names. Nothing is guessed: a wrong guess
// would look for learners of other names.
func decodeText(data []byte, encoding string) (string, error) {
	var out string
	switch strings.ToLower(strings.ReplaceAll(encoding, "_", "-")) {
	case "", "utf-8", "utf8":
		return decodeUnicode(data)
	case "windows-1252", "cp1252":
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err != nil {
			return "", model.Wrap(err, model.CodeInvalid, "The file is no Windows-1252 text.")
		}
		out = string(decoded)
	default:
		return "", model.Errorf(model.CodeInvalid, "The encoding %q is not known; give utf-8 or windows-1252.", model.Clean(encoding))
	}
	return noReplacements(out, "Windows-1252")
}

func decodeUnicode(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", model.Wrap(err, model.CodeInvalid, "The file is no UTF-16 text, though it begins like one.")
		}
		return noReplacements(string(decoded), "UTF-16")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return "", model.Errorf(model.CodeInvalid, "The file is a spreadsheet or an archive, no text; save it as CSV (UTF-8).")
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if at := bytes.IndexByte(data, 0); at >= 0 {
		line, _ := lineOf(data, at)
		return "", model.Errorf(model.CodeInvalid, "Line %d holds a zero byte, so the file is no UTF-8 text; save it as CSV (UTF-8).", line)
	}
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			line, column := lineOf(data, at)
			return "", model.Errorf(model.CodeInvalid,
				"Line %d, byte %d: 0x%02X is no UTF-8. Save the file as CSV (UTF-8), or add --encoding windows-1252 if it is that.", line, column, data[at])
		}
		at += size
	}
	return string(data), nil
}

// noReplacements refuses a text in which something could not be decoded.
func noReplacements(text, encoding string) (string, error) {
	if at := strings.IndexRune(text, utf8.RuneError); at >= 0 {
		line, _ := lineOf([]byte(text), at)
		return "", model.Errorf(model.CodeInvalid, "Line %d holds bytes that are no %s; save the file as CSV (UTF-8).", line, encoding)
	}
	return strings.TrimPrefix(text, "\ufeff"), nil
}

// lineOf is the line and the byte in it of an offset, both from 1.
func lineOf(data []byte, at int) (line, column int) {
	before := data[:at]
	return bytes.Count(before, []byte("\n")) + 1, at - bytes.LastIndexByte(before, '\n')
}
