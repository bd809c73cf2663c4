package allowance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"examdesk/model"
)

// utf16of writes a text with its byte order mark.
func utf16of(s string, big bool) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

func decodeTable(data []byte, encoding string) (string, error) {
	t, err := tableIn("x.csv", encoding)
	if err != nil {
		return "", err
	}
	return t.Decode(data)
}

func TestDecodeText(t *testing.T) {
	t.Parallel()
	const text = "learner,exam,minutes\r\njosé 学,1,30\r\n"
	for _, c := range []struct {
		name, encoding string
		data           []byte
		want, says     string
	}{
		{"plain", "", []byte(text), text, ""},
		{"byte order mark", "", []byte("\xef\xbb\xbf" + text), text, ""},
		{"UTF-16 little", "", utf16of(text, false), text, ""},
		{"UTF-16 big", "", utf16of(text, true), text, ""},
		{"UTF-16 cut off", "", append(utf16of(text, false), 'x'), "", "UTF-16"},
		{"Windows-1252 asked for", "Windows-1252", []byte("jos\xe9"), "josé", ""},
		{"bytes that are not Windows-1252", "cp1252", []byte("a\nb\x81"), "", "line 2, byte 2 (offset 3): 0x81"},
		{"Windows-1252 not asked for", "", []byte("a,b\njos\xe9,1"), "", "line 2, byte 4 (offset 7): 0xE9"},
		{"zero bytes", "utf-8", []byte("a\nb\x00"), "", "line 2, byte 2 (offset 3): 0x00 is a zero byte"},
		{"spreadsheet", "", []byte("PK\x03\x04zip"), "", "spreadsheet"},
		{"unknown encoding", "ebcdic", []byte("a"), "", `"ebcdic"`},
	} {
		got, err := decodeTable(c.data, c.encoding)
		if got != c.want && c.says == "" || !strings.Contains(model.Sentence(err), c.says) || (err == nil) != (c.says == "") {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
}

// asked are a file's wishes and bad lines, a line each.
func asked(f allowanceFile) string {
	var out []string
	for _, w := range f.wishes {
		out = append(out, fmt.Sprintf("%d %s %s/%s %s=%s", w.Line, w.Learner, w.Course, w.Exam, w.Key, w.Value))
	}
	for _, l := range f.bad {
		out = append(out, fmt.Sprintf("%d %s", l.Wish.Line, model.Sentence(l.Problem)))
	}
	return strings.Join(out, "\n")
}

func TestParseAllowances(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, course, text, want string }{
		{"commas", "", "learner,exam,minutes\nmei,1,30\n", "2 mei /1 additional_time_granted=30"},
		{"any order and case", "c", "Multiplier;EXAM_ID;E-Mail\r\n1.5; 7 ;mei@x\r\n", "2 mei@x c/7 time_multiplier=1.5"},
		{"tabs, Mac", "", "username\tcontent_id\tReview Policy Exception\rmei\tblock\tmay stand, up", "2 mei /block review_policy_exception=may stand, up"},
		{"Excel's own line", "", "sep=;\nlearner;exam;minutes\nmei;1;30", "3 mei /1 additional_time_granted=30"},
		{"quoted", "", "learner,exam,course,exception\n\"mei, li\",1,c,\"says \"\"hi\"\"\nand more\"\nyu,2,c,x\n", "2 mei, li c/1 review_policy_exception=says \"hi\"\nand more\n4 yu c/2 review_policy_exception=x"},
		{"two learners", "", "learner,username,exam,minutes\nmei,yu,1,30\n", "2 The line names two learners, mei and yu; leave one of them out."},
		{"several things", "", "learner,exam,minutes,exception\nmei,1,30,x\n", "2 mei /1 additional_time_granted=30\n2 mei /1 review_policy_exception=x"},
		{"key and value", "", "learner,exam,key,value\nmei,1,minutes,30\nyu,1,exception,x\n", "2 mei /1 additional_time_granted=30\n3 yu /1 review_policy_exception=x"},
		{"username before e-mail", "", "email,username,exam,minutes\nm@x,mei,1,30\ny@x,,1,30\n", "2 mei /1 additional_time_granted=30\n3 y@x /1 additional_time_granted=30"},
		{"our own apostrophe", "", "learner,exam,exception\n'@mei,1,'=x\n", "2 @mei /1 review_policy_exception==x"},
		{"blank lines", "", "\nlearner,exam,minutes\n,,\n\nmei,1,30\n,,\n", "5 mei /1 additional_time_granted=30"},
		{"formula", "", "learner,exam,minutes\n=cmd|x,1,30\nmei,1,\"=1+1\"\n", "2 The cell of the column learner is a formula (\"=cmd|x\"); save its value instead.\n3 The cell of the column minutes is a formula (\"=1+1\"); save its value instead."},
		{"nothing granted", "", "learner,exam,minutes\nmei,1\n", "2 The line grants nothing; fill minutes, multiplier or exception."},
		{"both", "", "learner,exam,minutes,multiplier\nmei,1,1,2\n", "2 Both minutes and multiplier are filled; fill one."},
		{"too many cells", "", "learner,exam,minutes\nmei,1,1,5\n", "2 The line has 4 cells, but the first line names 3 columns; quote cells that contain the delimiter."},
		{"a name that is a number", "c", "learner,exam_name,minutes\nmei,101,1\n", "2 The exam's name \"101\" could also be an id; name the exam in a column exam_id or content_id."},
		{"another course", "c", "learner,exam,course,minutes\nmei,1,d,1\n", "2 The line is for the course d, and --course says c."},
		{"quotation mark inside", "", "learner,exam,minutes\nm\"ei,1,1\nyu,2,1\n", "3 yu /2 additional_time_granted=1\n2 There is a quotation mark inside a cell (line 2, column 2); double it and quote the cell."},
		{"quotation that does not end", "", "learner,exam,minutes\n\"mei,1,1\nyu,2,1\n", "2 A quoted cell is not closed (searched up to line 3, column 8); add the missing quotation mark."},
	} {
		f, err := parseAllowances(c.text, c.course)
		if got := asked(f); got != c.want || err != nil {
			t.Errorf("%s: %v\n%s\nwant\n%s", c.name, err, got, c.want)
		}
	}
}

func TestParseAllowancesRefusesFiles(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("mei,1,30\n", maxCSVLines+1)
	for _, c := range []struct{ text, says string }{
		{"", "is empty"}, {" \r\n\n", "is empty"}, {"sep=;\n", "is empty"},
		{"mei,1,30\n", "does not name a column learner"},
		{"learner,minutes\nmei,1\n", "does not name a column exam"},
		{"learner,exam\nmei,1\n", "does not name a column minutes"},
		{"learner,exam,key\nmei,1,minutes\n", "does not name a column minutes"},
		{"learner,exam,minutes,Minutes\n", "the column minutes twice"},
		{"learner,exam,minutes\n", "nothing else"},
		{"learner,exam,minutes\n" + long, "more than 100000 lines"},
	} {
		if _, err := parseAllowances(c.text, ""); !strings.Contains(model.Sentence(err), c.says) || model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%.40q: %v", c.text, err)
		}
	}
	f, err := parseAllowances("learner,exam,minutes,Notes\nmei,1,3,x\n", "")
	if err != nil || !slices.Equal(f.ignored, []string{"Notes"}) {
		t.Errorf("ignored are %q, %v", f.ignored, err)
	}
}

// Whatever the file holds, reading it ends in wishes and sentences that name a
// line of the file.
func FuzzParseAllowances(f *testing.F) {
	for _, s := range []string{"learner,exam,minutes\nmei,1,30\n", "sep=;\nE-Mail;exam id;multiplier\r\n\"a\"\"b\";1;1.5\r\n", "learner\texam\tkey\tvalue\n=x\t'@\tminutes\t", "learner,exam,minutes\n\"", "\xff\xfel\x00", "PK\x03\x04", "jos\xe9"} {
		f.Add([]byte(s), "")
		f.Add(utf16of(s, true), "c")
	}
	f.Add([]byte("jos\xe9"), "windows-1252")
	f.Fuzz(func(t *testing.T, data []byte, option string) {
		text, err := decodeTable(data, option)
		if err != nil {
			text = string(data)
		} else if !utf8.ValidString(text) {
			t.Fatalf("%q is not UTF-8", text)
		}
		file, err := parseAllowances(text, option)
		if err != nil && (model.CodeOf(err) != model.CodeInvalid || model.Sentence(err) == "") {
			t.Fatal(err)
		}
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		for _, w := range file.wishes {
			if w.Line < 2 || w.Line > lines || w.Key == "" && w.Value == "" || strings.HasPrefix(w.Learner, "=") && !strings.Contains(text, "'=") {
				t.Fatalf("%+v of %d lines", w, lines)
			}
		}
		for _, l := range file.bad {
			if l.Wish.Line < 1 || l.Wish.Line > lines || l.Problem == nil {
				t.Fatalf("%+v of %d lines", l, lines)
			}
		}
	})
}
