package allowance

import (
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"

	"examdesk/model"
)

// maxCSVLines is the largest number of lines in a file.
const maxCSVLines = 100_000

// The columns that a file of allowances may have. If several mean the same, the first
// that is not empty counts.
var allowanceColumns = map[string][]string{
	"learner":    {"learner", "username", "user", "student", "email"},
	"exam":       {"exam", "exam_id", "content_id", "exam_name"},
	"course":     {"course", "course_id"},
	"minutes":    {"minutes", model.AllowanceAdditionalTime},
	"multiplier": {"multiplier", model.AllowanceTimeMultiplier},
	"exception":  {"exception", model.AllowanceReviewPolicyException},
	"key":        {"key"},
	"value":      {"value"},
}

// allowanceFile is the content of a file.
type allowanceFile struct {
	wishes []model.AllowanceWish
	// bad are the lines with nothing that could be looked up.
	bad []model.AllowanceLine
	// ignored are the unknown columns.
	ignored []string
}

// parseAllowances reads a file of allowances. A problem with one line is in bad; an
// error concerns the whole file.
func parseAllowances(text, course string) (allowanceFile, error) {
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	body, skipped := text, 0
	if first, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(strings.ToLower(first), "sep=") { // a first line that Excel writes
		body, skipped = rest, 1
	}
	if strings.TrimSpace(body) == "" {
		return allowanceFile{}, model.Errorf(model.CodeInvalid, "The file is empty; its first line names the columns, e.g. learner,exam,minutes.")
	}
	head, comma, err := findHeader(body)
	if err != nil {
		return allowanceFile{}, err
	}
	r := csv.NewReader(strings.NewReader(body))
	r.Comma, r.FieldsPerRecord = comma, -1
	if _, err := r.Read(); err != nil { // the header
		return allowanceFile{}, model.Wrap(err, model.CodeInvalid, "The first line cannot be read; it names the columns, e.g. learner,exam,minutes.")
	}
	f := allowanceFile{ignored: head.ignored}
	return f, f.read(r, head, course, skipped)
}

func (f *allowanceFile) read(r *csv.Reader, head header, course string, skipped int) error {
	for n := 0; ; n++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if n == maxCSVLines {
			return model.Errorf(model.CodeInvalid, "The file has more than %d lines; split it.", maxCSVLines)
		}
		var broken *csv.ParseError
		switch {
		case errors.As(err, &broken):
			f.addBad(broken.StartLine+skipped, "", "", brokenLine(broken, skipped))
			continue
		case err != nil:
			return model.Wrap(err, model.CodeInvalid, "The file cannot be read.")
		}
		line, _ := r.FieldPos(0)
		f.line(line+skipped, head, cells, course)
	}
	if len(f.wishes)+len(f.bad) == 0 {
		return model.Errorf(model.CodeInvalid, "The file names its columns and nothing else; there is nothing to do.")
	}
	return nil
}

func brokenLine(e *csv.ParseError, skipped int) error {
	if errors.Is(e.Err, csv.ErrQuote) {
		return model.Errorf(model.CodeInvalid, "A quoted cell is not closed (searched up to line %d, column %d); add the missing quotation mark.", e.Line+skipped, e.Column)
	}
	return model.Errorf(model.CodeInvalid, "There is a quotation mark inside a cell (line %d, column %d); double it and quote the cell.", e.Line+skipped, e.Column)
}

func (f *allowanceFile) addBad(line int, learner, exam string, err error) {
	f.bad = append(f.bad, model.AllowanceLine{
		Wish: model.AllowanceWish{Line: line, Learner: learner, Exam: exam}, Verdict: model.AllowanceRefused, Problem: err,
	})
}

// line turns one line into wishes.
func (f *allowanceFile) line(n int, head header, cells []string, course string) {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return // spreadsheets leave empty lines at the end
	}
	row, err := head.row(cells)
	var wishes []model.AllowanceWish
	if err == nil {
		wishes, err = row.wishes(n, course)
	}
	if err != nil {
		f.addBad(n, row["learner"], row["exam"], err)
		return
	}
	f.wishes = append(f.wishes, wishes...)
}

// header is the position of the columns.
type header struct {
	at      map[string]int // by the column's own name
	width   int
	ignored []string
}

// findHeader chooses the delimiter with which most columns are known.
func findHeader(body string) (header, rune, error) {
	var best header
	var comma rune
	for _, c := range []rune{',', ';', '\t'} {
		r := csv.NewReader(strings.NewReader(body))
		r.Comma, r.LazyQuotes = c, true
		cells, err := r.Read()
		if err != nil {
			continue
		}
		h, err := readHeader(cells)
		if err != nil {
			return h, c, err
		}
		if len(h.at) > len(best.at) {
			best, comma = h, c
		}
	}
	for _, need := range []string{"learner", "exam"} {
		if !best.has(need) {
			return best, comma, noColumn(need, body)
		}
	}
	if !best.has("minutes") && !best.has("multiplier") && !best.has("exception") && (!best.has("key") || !best.has("value")) {
		return best, comma, noColumn("minutes (or multiplier, exception, or key and value)", body)
	}
	return best, comma, nil
}

func noColumn(need, body string) error {
	first, _, _ := strings.Cut(strings.TrimLeft(body, "\r\n"), "\n")
	shown := []rune(model.Clean(strings.TrimSpace(first)))
	if len(shown) > 60 {
		shown = append(shown[:60], '…')
	}
	return model.Errorf(model.CodeInvalid, "The first line (%[2]q) does not name a column %[1]s; name the columns, e.g. learner,exam,minutes.", need, string(shown))
}

func readHeader(cells []string) (header, error) {
	h := header{at: map[string]int{}, width: len(cells)}
	for i, cell := range cells {
		name := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(cell)))
		if name == "e_mail" {
			name = "email"
		}
		switch _, twice := h.at[name]; {
		case twice:
			return h, model.Errorf(model.CodeInvalid, "The first line names the column %s twice.", name)
		case isAllowanceColumn(name):
			h.at[name] = i
		case name != "":
			h.ignored = append(h.ignored, strings.TrimSpace(cell))
		}
	}
	return h, nil
}

func isAllowanceColumn(name string) bool {
	for _, names := range allowanceColumns {
		for _, n := range names {
			if n == name {
				return true
			}
		}
	}
	return false
}

func (h header) has(what string) bool {
	for _, name := range allowanceColumns[what] {
		if _, has := h.at[name]; has {
			return true
		}
	}
	return false
}

// fileRow has the cells of a line by their meaning.
type fileRow map[string]string

func (h header) row(cells []string) (fileRow, error) {
	row := fileRow{}
	for what, names := range allowanceColumns {
		for _, name := range names {
			i, has := h.at[name]
			if !has || i >= len(cells) || row[what] != "" {
				continue
			}
			row[what] = strings.TrimSpace(cells[i])
			if name == "exam_name" && isNumber(row[what]) {
				return row, model.Errorf(model.CodeInvalid, "The exam's name %q could also be an id; name the exam in a column exam_id or content_id.", row[what])
			}
		}
	}
	if err := h.oneLearner(row, cells); err != nil {
		return row, err
	}
	for i := h.width; i < len(cells); i++ {
		if strings.TrimSpace(cells[i]) != "" {
			return row, model.Errorf(model.CodeInvalid, "The line has %d cells, but the first line names %d columns; quote cells that contain the delimiter.", len(cells), h.width)
		}
	}
	return row, row.unescape()
}

// oneLearner checks a second name of the learner: an e-mail is compared with the
// account's, and any other must be the same.
func (h header) oneLearner(row fileRow, cells []string) error {
	for _, name := range allowanceColumns["learner"] {
		i, has := h.at[name]
		if !has || i >= len(cells) {
			continue
		}
		switch value := strings.TrimSpace(cells[i]); {
		case value == "" || strings.EqualFold(value, row["learner"]):
		case strings.Contains(value, "@"):
			row["its email"] = value
		default:
			return model.Errorf(model.CodeInvalid, "The line names two learners, %s and %s; leave one of them out.", row["learner"], value)
		}
	}
	return nil
}

func isNumber(s string) bool {
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil
}

// unescape refuses formulas, and removes the apostrophe by which examdesk's own lists
// protect text from spreadsheets.
func (r fileRow) unescape() error {
	for what, v := range r {
		if strings.HasPrefix(v, "=") {
			return model.Errorf(model.CodeInvalid, "The cell of the column %s is a formula (%q); save its value instead.", what, v)
		}
		if rest, quoted := strings.CutPrefix(v, "'"); quoted && startsFormula(rest) {
			r[what] = rest
		}
	}
	return nil
}

// startsFormula reports whether a spreadsheet could read the text as a formula.
func startsFormula(s string) bool { return s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) }

// wishes returns what the line asks for: one thing for each column that is not empty.
func (r fileRow) wishes(line int, course string) ([]model.AllowanceWish, error) {
	w := model.AllowanceWish{Line: line, Learner: r["learner"], Email: r["its email"], Exam: r["exam"], Course: course}
	if c := r["course"]; c != "" && course != "" && c != course {
		return nil, model.Errorf(model.CodeInvalid, "The line is for the course %s, and --course says %s.", c, course)
	} else if c != "" {
		w.Course = c
	}
	if r["minutes"] != "" && r["multiplier"] != "" {
		return nil, model.Errorf(model.CodeInvalid, "Both minutes and multiplier are filled; fill one.")
	}
	var out []model.AllowanceWish
	add := func(key, value string) {
		each := w
		each.Key, each.Value = key, value
		out = append(out, each)
	}
	for _, what := range []string{"minutes", "multiplier", "exception"} {
		if r[what] != "" {
			add(model.AllowanceKey(what), r[what])
		}
	}
	if r["key"] != "" || r["value"] != "" {
		add(model.AllowanceKey(r["key"]), r["value"])
	}
	if len(out) == 0 {
		return nil, model.Errorf(model.CodeInvalid, "The line grants nothing; fill minutes, multiplier or exception.")
	}
	return out, nil
}
