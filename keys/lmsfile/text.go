package lmsfile

import (
	"bytes"
	"errors"
	"strings"

	"examdesk/text"
)

// text decodes a file's bytes and reports anything odd about them. It returns false if
// they are not text.
func (p *parser) text(f File) (string, bool) {
	if len(bytes.TrimSpace(f.Data)) == 0 {
		p.find(Error, "empty_file", place{f.Name, 0}, "", "The file is empty.", "Name the file that the LMS reads; see its LMS_CFG.")
		return "", false
	}
	decoded, err := text.Decode(f.Data)
	var fault *text.Fault
	switch {
	case errors.As(err, &fault) && fault.Byte == 0:
		p.find(Error, "binary_file", place{f.Name, fault.Line}, "", "There is a zero byte: this is not text, or UTF-16 without its mark; see "+fault.Place()+".", "Name a settings file, saved as UTF-8.")
		return "", false
	case errors.As(err, &fault):
		p.find(Error, "not_utf8", place{f.Name, fault.Line}, "", "The file is not UTF-8: "+fault.Place()+".", "Name a settings file, saved as UTF-8.")
		return "", false
	case bytes.HasPrefix(f.Data, []byte("\xff\xfe")), bytes.HasPrefix(f.Data, []byte("\xfe\xff")):
		p.find(Warning, "utf16", place{f.Name, 0}, "", "The file is UTF-16, which the LMS cannot read.", "Save it as UTF-8.")
	case bytes.HasPrefix(f.Data, []byte("\xef\xbb\xbf")):
		p.find(Note, "byte_order_mark", place{f.Name, 0}, "", "The file starts with a byte order mark, at which Python's JSON reader stops.", "Save it as UTF-8 without one.")
	}
	return strings.ReplaceAll(strings.ReplaceAll(decoded, "\r\n", "\n"), "\r", "\n"), true
}
