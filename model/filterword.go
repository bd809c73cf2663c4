package model

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// filterWord is a part such as status:error that is added to a filter.
type filterWord struct {
	f      *Filter
	node   *FilterNode
	source string
	// offset is where the value begins within the word.
	offset int
}

func (w *filterWord) set() error {
	if w.node.Value == "" {
		return filterError(w.source, w.node.At, "%s: needs a value.", w.node.Key)
	}
	key, ok := filterKey(w.node.Key)
	if !ok { // the parser knows the same keys
		return filterError(w.source, w.node.At, "There is no filter %q; see examdesk help filters.", w.node.Key)
	}
	return key.set(w)
}

// wrong returns an error that points at a part of the value.
func (w *filterWord) wrong(from, to int, format string, args ...any) error {
	return filterError(w.source, w.node.token.within(w.offset+from, w.offset+to), format, args...)
}

// notOneOf points at a value that is not one of those that there are.
func (w *filterWord) notOneOf(from, to int, what, v string, values []string) error {
	return w.wrong(from, to, "%s", Sentence(NotOneOf(what, v, values)))
}

// each calls f for each of the values separated by commas, with its place.
func (w *filterWord) each(f func(v string, from, to int) error) error {
	from := 0
	for _, v := range strings.Split(w.node.Value, ",") {
		if err := f(v, from, from+len(v)); err != nil {
			return err
		}
		from += len(v) + 1
	}
	return nil
}

// status reads statuses by their name or by the label that lists show.
func (w *filterWord) status() error {
	to := &w.f.Statuses
	if w.node.Key == "-status" {
		to = &w.f.NotStatuses
	}
	return w.each(func(v string, from, till int) error {
		for _, s := range AttemptStatuses() {
			if s == AttemptStatus(v) || strings.EqualFold(v, StatusLabel(s)) {
				*to = append(*to, s)
				return nil
			}
		}
		return w.notOneOf(from, till, "status", v, statusNames())
	})
}

func (w *filterWord) course() error {
	w.f.Courses = append(w.f.Courses, strings.Split(w.node.Value, ",")...)
	return nil
}

func (w *filterWord) backend() error {
	w.f.Backends = append(w.f.Backends, strings.Split(w.node.Value, ",")...)
	return nil
}

func (w *filterWord) learner() error {
	w.f.Learner = w.node.Value
	return nil
}

func (w *filterWord) reviewer() error {
	w.f.Reviewer = w.node.Value
	return nil
}

func (w *filterWord) exam() error {
	if id, err := strconv.ParseInt(w.node.Value, 10, 64); err == nil {
		w.f.ExamIDs = append(w.f.ExamIDs, id)
		return nil
	}
	w.f.ExamName = w.node.Value
	return nil
}

// section reads a section by its name or its title.
func (w *filterWord) section() error {
	v := w.node.Value
	for _, s := range Sections() {
		if string(s) == v || strings.EqualFold(s.Title(), v) {
			w.f.Section = s
			return nil
		}
	}
	if !Section(v).IsValid() {
		return w.notOneOf(0, len(v), "section", v, sectionNames())
	}
	w.f.Section = Section(v)
	return nil
}

func (w *filterWord) review() error {
	return w.each(func(v string, from, to int) error {
		r, err := ParseOutcome(v)
		if err != nil {
			return w.wrong(from, to, "%s", Sentence(err))
		}
		w.f.ReviewStatus = append(w.f.ReviewStatus, r)
		return nil
	})
}

func (w *filterWord) flag() error {
	key, _ := filterKey("is")
	return w.each(func(v string, from, to int) error {
		switch v {
		case "stuck":
			w.f.Section = SectionStuck
		case "practice":
			w.f.OnlyPractice = true
		case "proctored":
			w.f.OnlyProctored = true
		case "resumable":
			w.f.OnlyResumable = true
		default:
			return w.notOneOf(from, to, "value of is:", v, key.Values)
		}
		return nil
	})
}

func (w *filterWord) age() error {
	rest, younger := strings.CutPrefix(w.node.Value, "<")
	if !younger {
		rest = strings.TrimPrefix(rest, ">")
	}
	d, err := ParseAge(rest)
	if err != nil {
		return w.wrong(0, len(w.node.Value), "%s", Sentence(err))
	}
	if younger {
		w.f.YoungerThan = d
	} else {
		w.f.OlderThan = d
	}
	return nil
}

// ParseAge reads a whole number and a unit: m(inutes), h(ours), d(ays), w(eeks).
func ParseAge(s string) (time.Duration, error) {
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	bad := Errorf(CodeInvalid, "%q is not an age; write a number and m, h, d or w, for example age:>7d.", s)
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

func (w *filterWord) mine() error {
	key, _ := filterKey("mine")
	if !slices.Contains(key.Values, w.node.Value) {
		return w.notOneOf(0, len(w.node.Value), "value of mine:", w.node.Value, key.Values)
	}
	w.f.Mine = true
	return nil
}

type riskLevel struct {
	name    string
	reviews []ReviewStatus
}

// riskLevels returns the outcomes of reviews in the order of their risk:
// edx-proctoring verifies an attempt after a rules violation and rejects it after a
// suspicious review (6.1.4, statuses.SoftwareSecureReviewStatus.passing_statuses).
func riskLevels() []riskLevel {
	return []riskLevel{
		{"low", []ReviewStatus{ReviewClean}},
		{"medium", []ReviewStatus{ReviewRulesViolation}},
		{"high", []ReviewStatus{ReviewSuspicious}},
		{"unknown", []ReviewStatus{ReviewNotReviewed, ""}},
	}
}

// riskNames are what may stand for a risk that is not one, with the comparison that
// was written.
func riskNames(op string) []string {
	if op == "" {
		key, _ := filterKey("risk")
		return key.Values
	}
	return []string{op + "high", op + "medium", op + "low"}
}

// risk reads levels, or a comparison with one of the known levels.
func (w *filterWord) risk() error {
	levels := riskLevels()
	known := levels[:3]
	var found []ReviewStatus
	err := w.each(func(v string, from, to int) error {
		op, name := comparison(v)
		at := slices.IndexFunc(levels, func(l riskLevel) bool { return l.name == name })
		if at < 0 || op != "" && at >= len(known) {
			return w.notOneOf(from, to, "risk", v, riskNames(op))
		}
		for i, l := range levels {
			if op == "" && i == at || op != "" && i < len(known) && compares(op, i-at) {
				found = append(found, l.reviews...)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return w.wrong(0, len(w.node.Value), "risk:%s can never match; use high, medium, low or unknown.", w.node.Value)
	}
	*w.f = w.f.And(Filter{Groups: []FilterGroup{{Any: []Filter{{ReviewStatus: found}}}}})
	return nil
}
