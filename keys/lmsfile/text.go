package lmsfile

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// text makes text of a file's bytes, and says what is odd about them. It
// answers false for what is no text.
func (p *parser) text(f File) (string, bool) {
	data := f.Data
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		p.find(Error, "empty_file", place{f.Name, 0}, "", "The file is empty.", "Name the file that the LMS reads; see its LMS_CFG.")
		return "", false
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		decoded, _, err := transform.Bytes(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder(), data)
		if err != nil {
			break
		}
		p.find(Warning, "utf16", place{f.Name, 0}, "", "The file is UTF-16, which the LMS cannot read.", "Save it as UTF-8.")
		data = decoded
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		p.find(Note, "byte_order_mark", place{f.Name, 0}, "", "The file starts with a byte order mark, at which Python's JSON reader stops.", "Save it as UTF-8 without one.")
		data = data[3:]
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		p.find(Error, "binary_file", place{f.Name, lineAt(data, i)}, "", "There is a zero byte: this is no text, or UTF-16 without its mark.", "Name a settings file, saved as UTF-8.")
		return "", false
	}
	if !utf8.Valid(data) {
		p.find(Error, "not_utf8", place{f.Name, lineAt(data, firstInvalid(data))}, "", "The file is not UTF-8.", "Name a settings file, saved as UTF-8.")
		return "", false
	}
	return strings.ReplaceAll(strings.ReplaceAll(string(data), "\r\n", "\n"), "\r", "\n"), true
}

func lineAt(data []byte, offset int) int { return bytes.Count(data[:offset], []byte("\n")) + 1 }

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
	return 0
}
