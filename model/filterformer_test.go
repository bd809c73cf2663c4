package model

// The parser as it was before filters were trees: what it took, the new one takes to
// mean the same.

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// formerParseFilter reads the filter grammar of the desk and the commands:
//
//	status:error,submitted -status:verified course:ID exam:NAME learner:USERNAME
//	backend:NAME review:Suspicious reviewer:USERNAME|none age:>7d age:<12h
//	is:stuck|practice|proctored|resumable section:needs-decision free text
//
// A value with spaces is put in double quotes. Words without a colon, and
// quoted ones, are free text. Ages are a whole number and one of m, h, d, w.
func formerParseFilter(s string) (formerFilter, error) {
	words, err := formerSplitFilter(s)
	if err != nil {
		return formerFilter{}, err
	}
	var f formerFilter
	var text []string
	for _, w := range words {
		key, value, isField := strings.Cut(w.text, ":")
		if w.quoted || !isField || !formerIsFilterKey(key) {
			if isField && !w.quoted && formerLooksLikeField(key) {
				return formerFilter{}, Errorf(CodeInvalid, "There is no filter %q; use %s, or quote the text.", Clean(key)+":", formerFilterKeyList())
			}
			text = append(text, w.text)
			if !w.quoted && formerIsOperator(w.text) {
				f.Operators = append(f.Operators, w.text)
			}
			continue
		}
		if err := f.set(key, value); err != nil {
			return formerFilter{}, err
		}
	}
	f.Text = strings.Join(text, " ")
	return f, nil
}

// formerFilter is what the former parser gave.
type formerFilter struct {
	Section                                    Section
	Courses                                    []string
	ExamIDs                                    []int64
	ExamName                                   string
	Statuses, NotStatuses                      []AttemptStatus
	Learner                                    string
	Backends                                   []string
	ReviewStatus                               []ReviewStatus
	Reviewer                                   string
	OlderThan, YoungerThan                     time.Duration
	OnlyPractice, OnlyProctored, OnlyResumable bool
	Text                                       string
	Operators                                  []string
}

// formerIsOperator reports whether a word is one that other programs take for an
// operator. Here it is text, which is said.
func formerIsOperator(word string) bool {
	switch strings.ToLower(word) {
	case "or", "and", "not", "|", "||", "&", "&&", "!":
		return true
	}
	return false
}

func formerFilterKeys() []string {
	return []string{"status", "-status", "course", "exam", "learner", "backend", "review", "reviewer", "age", "is", "section"}
}

func formerFilterKeyList() string { return strings.Join(formerFilterKeys(), ":, ") + ":" }

func formerIsFilterKey(key string) bool {
	for _, k := range formerFilterKeys() {
		if k == key {
			return true
		}
	}
	return false
}

// formerLooksLikeField distinguishes a misspelt field from text such as a course id, whose
// part before the colon has a digit or a plus.
func formerLooksLikeField(key string) bool {
	key = strings.TrimPrefix(key, "-")
	if key == "" || len(key) > 12 {
		return false
	}
	for _, r := range key {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	return true
}

type formerFilterWord struct {
	text   string
	quoted bool
}

func formerSplitFilter(s string) ([]formerFilterWord, error) {
	var words []formerFilterWord
	var b strings.Builder
	inQuotes, quoted, started := false, false, false
	flush := func() {
		if started {
			words = append(words, formerFilterWord{text: b.String(), quoted: quoted})
		}
		b.Reset()
		quoted, started = false, false
	}
	for _, r := range s {
		switch {
		case r == '"':
			if !started {
				quoted = true
			}
			inQuotes, started = !inQuotes, true
		case unicode.IsSpace(r) && !inQuotes:
			flush()
		default:
			b.WriteRune(r)
			started = true
		}
	}
	if inQuotes {
		return nil, Errorf(CodeInvalid, `A quotation mark is not closed; add the missing ".`)
	}
	flush()
	return words, nil
}

func (f *formerFilter) set(key, value string) error {
	if value == "" {
		return Errorf(CodeInvalid, "%s: needs a value.", key)
	}
	switch key {
	case "status":
		return formerSetStatuses(&f.Statuses, value)
	case "-status":
		return formerSetStatuses(&f.NotStatuses, value)
	case "course":
		f.Courses = append(f.Courses, strings.Split(value, ",")...)
	case "exam":
		f.setExam(value)
	case "learner":
		f.Learner = value
	case "backend":
		f.Backends = append(f.Backends, strings.Split(value, ",")...)
	case "review":
		return f.setReview(value)
	case "reviewer":
		f.Reviewer = value
	case "age":
		return f.setAge(value)
	case "is":
		return f.setFlag(value)
	case "section":
		return f.setSection(value)
	}
	return nil
}

// setSection takes a section by its name or its title.
func (f *formerFilter) setSection(value string) error {
	for _, s := range Sections() {
		if string(s) == value || strings.EqualFold(s.Title(), value) {
			f.Section = s
			return nil
		}
	}
	if !Section(value).IsValid() {
		return Errorf(CodeInvalid, "There is no section %q.", Clean(value))
	}
	f.Section = Section(value)
	return nil
}

// formerSetStatuses takes statuses by their name and as lists show them.
func formerSetStatuses(to *[]AttemptStatus, value string) error {
	for _, v := range strings.Split(value, ",") {
		status := AttemptStatus(v)
		known := false
		for _, s := range AttemptStatuses() {
			if s == status || strings.EqualFold(v, StatusLabel(s)) {
				status, known = s, true
				break
			}
		}
		if !known {
			return Errorf(CodeInvalid, "There is no status %q; examples are submitted, second_review_required and error.", Clean(v))
		}
		*to = append(*to, status)
	}
	return nil
}

func (f *formerFilter) setExam(value string) {
	if id, err := strconv.ParseInt(value, 10, 64); err == nil {
		f.ExamIDs = append(f.ExamIDs, id)
		return
	}
	f.ExamName = value
}

func (f *formerFilter) setReview(value string) error {
	for _, v := range strings.Split(value, ",") {
		found := false
		for _, r := range ReviewStatuses() {
			std, _ := r.Standard()
			if strings.EqualFold(v, string(r)) || strings.EqualFold(v, string(std)) || strings.EqualFold(v, ReviewLabel(r)) ||
				strings.EqualFold(strings.ReplaceAll(v, "_", " "), string(r)) {
				f.ReviewStatus = append(f.ReviewStatus, r)
				found = true
			}
		}
		if !found {
			return Errorf(CodeInvalid, "There is no review status %q; use clean, rules_violation, suspicious or not_reviewed.", Clean(v))
		}
	}
	return nil
}

func (f *formerFilter) setAge(value string) error {
	rest, younger := strings.CutPrefix(value, "<")
	if !younger {
		rest = strings.TrimPrefix(value, ">")
	}
	d, err := formerParseAge(rest)
	if err != nil {
		return err
	}
	if younger {
		f.YoungerThan = d
	} else {
		f.OlderThan = d
	}
	return nil
}

// formerParseAge reads a whole number and a unit: m(inutes), h(ours), d(ays), w(eeks).
func formerParseAge(s string) (time.Duration, error) {
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	bad := Errorf(CodeInvalid, "%q is not an age; write a number and m, h, d or w, e.g. age:>7d.", Clean(s))
	if len(s) < 2 || len(s) > 5 {
		return 0, bad
	}
	unit, ok := units[s[len(s)-1]]
	n, err := strconv.ParseUint(s[:len(s)-1], 10, 31)
	if err != nil || !ok {
		return 0, bad
	}
	return time.Duration(n) * unit, nil
}

func (f *formerFilter) setFlag(value string) error {
	for _, v := range strings.Split(value, ",") {
		switch v {
		case "stuck":
			f.Section = SectionStuck
		case "practice":
			f.OnlyPractice = true
		case "proctored":
			f.OnlyProctored = true
		case "resumable":
			f.OnlyResumable = true
		default:
			return Errorf(CodeInvalid, "There is no is:%s; use stuck, practice, proctored or resumable.", Clean(v))
		}
	}
	return nil
}
