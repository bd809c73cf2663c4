package model

import (
	"slices"
	"strings"
)

// FilterNames holds the names in a store that a filter may refer to.
type FilterNames struct {
	Courses []Course
	// Unknown has each username in the filter that no one has, with similar
	// usernames.
	Unknown map[string][]string
}

// FilterReading is a filter as a store understands it.
type FilterReading struct {
	// Filter has short names replaced by what they stand for.
	Filter Filter
	// Meant has a sentence for each short name that was replaced.
	Meant []string
	// Notes have a sentence for each name that does not exist, is ambiguous, or only
	// looks like an operator.
	Notes []string
}

// Sentences returns all that there is to say to a person about the filter.
func (r FilterReading) Sentences() []string { return append(slices.Clone(r.Meant), r.Notes...) }

// MayBeShort reports whether the filter has a name that may be short or wrong. Such a
// filter is read against the store's names before anything is listed.
func (f Filter) MayBeShort() bool {
	return slices.ContainsFunc(f.Parts(), func(x Filter) bool {
		return x.ExamName != "" || len(x.Operators) > 0 ||
			slices.ContainsFunc(x.Courses, func(c string) bool { return !strings.ContainsAny(c, ":/") })
	})
}

// Names reports whether the filter has any name that a store may not have.
func (f Filter) Names() bool {
	return len(f.Usernames()) > 0 || slices.ContainsFunc(f.Parts(), func(x Filter) bool {
		return len(x.Courses)+len(x.ExamIDs)+len(x.Backends)+len(x.Operators) > 0 || x.ExamName != ""
	})
}

// Usernames returns the usernames in the filter.
func (f Filter) Usernames() []string {
	var out []string
	for _, x := range f.Parts() {
		if x.Learner != "" {
			out = append(out, x.Learner)
		}
		if x.Reviewer != "" && x.Reviewer != "none" {
			out = append(out, x.Reviewer)
		}
	}
	return out
}

// ReadFilter reads a filter against what a store holds. It never makes a filter find
// more than its words say: a short name that several courses share stays as it is,
// finds nothing, and gets a note.
func ReadFilter(f Filter, names FilterNames) FilterReading {
	r := FilterReading{Filter: f}
	r.readCourses(names.Courses)
	r.readExams(names.Courses)
	r.readBackends(names.Courses)
	r.readUser("learner", f.Learner, names)
	r.readUser("reviewer", f.Reviewer, names)
	r.Filter = r.Filter.inner(func(x Filter) Filter {
		inner := ReadFilter(x, names)
		r.Meant, r.Notes = append(r.Meant, inner.Meant...), append(r.Notes, inner.Notes...)
		return inner.Filter
	})
	for _, word := range f.Operators {
		r.note(`"%s" is not an operator here and is searched for as text; %s`, word, operatorsThereAre)
	}
	return r
}

// operatorsThereAre names what to write instead of another program's operators.
const operatorsThereAre = `all parts of a filter must match; write "or" between alternatives, and ! before what must not match.`

// OperatorHint explains that a word in the filter is not an operator; it is empty if none
// looks like one.
func (f Filter) OperatorHint() string {
	if len(f.Operators) == 0 {
		return ""
	}
	return Clean(f.Operators[0]) + " is not an operator; " + operatorsThereAre
}

func (r *FilterReading) note(format string, args ...any) {
	r.Notes = append(r.Notes, Sentence(Errorf(CodeInvalid, format, args...)))
}

func (r *FilterReading) readCourses(courses []Course) {
	r.Filter.Courses = slices.Clone(r.Filter.Courses)
	for i, value := range r.Filter.Courses {
		var called, ids, near []string
		exact := false
		for _, c := range courses {
			id, short := c.ID.Raw(), CourseShort(c.ID)
			exact = exact || id == value
			if strings.EqualFold(short, value) {
				called = append(called, id)
			}
			ids, near = append(ids, id), append(near, short)
		}
		switch {
		case exact:
		case len(called) == 1:
			r.Filter.Courses[i] = called[0]
			r.Meant = append(r.Meant, "course:"+Clean(value)+" is "+Clean(called[0])+".")
		case len(called) > 1:
			r.note("course:%s is the short name of %d courses; write one of %s.", Clean(value), len(called), listed(called))
		default:
			if !strings.ContainsAny(value, ":/") {
				ids = near
			}
			r.note("There is no course %s here%s", Clean(value), nearestWords("course", value, ids))
		}
	}
}

func (r *FilterReading) readExams(courses []Course) {
	var names, labels []string
	var shown []int64
	ids := map[int64]bool{}
	found := false
	for _, c := range courses {
		for _, e := range c.Exams {
			ids[e.ID] = true
			found = found || containsFold(e.Name.Raw(), r.Filter.ExamName)
			label := ExamLabel(e)
			names, labels = append(names, e.Name.Raw()), append(labels, label)
			if strings.EqualFold(label, r.Filter.ExamName) {
				shown = append(shown, e.ID)
			}
		}
	}
	for _, id := range r.Filter.ExamIDs {
		if !ids[id] {
			r.note("There is no exam %d here.", id)
		}
	}
	value := r.Filter.ExamName
	switch {
	case value == "" || found:
	case len(shown) == 1 && len(r.Filter.ExamIDs) == 0:
		r.Filter.ExamName, r.Filter.ExamIDs = "", shown
		r.Meant = append(r.Meant, Sentence(Errorf(CodeInvalid, "exam:%q is exam %d.", value, shown[0])))
	case len(shown) > 1:
		r.note("exam:%q is the label of %d exams in the list; add course:ID and the exam's own name, or use exam:ID.", Clean(value), len(shown))
	default:
		r.note("There is no exam whose name contains %q here%s", Clean(value), nearestWords("exam", value, append(names, labels...)))
	}
}

func (r *FilterReading) readBackends(courses []Course) {
	var names []string
	for _, c := range courses {
		for _, e := range c.Exams {
			if name := e.Backend.Raw(); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	for _, value := range r.Filter.Backends {
		if !slices.Contains(names, value) {
			r.note("No exam here has the proctoring service %s%s", Clean(value), nearestWords("backend", value, names))
		}
	}
}

func (r *FilterReading) readUser(key, value string, names FilterNames) {
	if near, unknown := names.Unknown[value]; unknown && value != "" {
		r.note("Nobody here has the username %s (%s:)%s", Clean(value), key, nearestWords(key, value, near))
	}
}

// nearestWords ends a sentence with the values that may have been meant.
func nearestWords(key, value string, names []string) string {
	near := Nearest(value, names)
	if len(near) == 0 {
		return "."
	}
	for i, n := range near {
		if strings.ContainsAny(n, " \t") {
			n = `"` + n + `"`
		}
		near[i] = key + ":" + n
	}
	if len(near) == 1 {
		return "; the nearest is " + listed(near) + "."
	}
	return "; the nearest are " + listed(near) + "."
}

func listed(names []string) string {
	const most = 5
	rest := ""
	if len(names) > most {
		names, rest = names[:most], " and others"
	}
	clean := make([]string, len(names))
	for i, n := range names {
		clean[i] = Clean(n)
	}
	return strings.Join(clean, ", ") + rest
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}
