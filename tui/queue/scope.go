package queue

import (
	"slices"
	"strings"

	"examdesk/model"
)

// scope is what part of the store the lists show: the filter that was typed,
// and the course and the learner that were picked. The picked ones are kept
// apart from the text because not every name can be written in its grammar.
type scope struct {
	text    string
	typed   model.Filter
	course  string
	learner string
}

// newScope reads a filter. A section that it names is returned, since it
// chooses the tab.
func newScope(s scope, text string) (scope, model.Section, error) {
	text = strings.TrimSpace(text)
	f, err := model.ParseFilter(text)
	if err != nil {
		return s, "", err
	}
	section := f.Section
	f.Section = ""
	if section == "" && slices.ContainsFunc(f.Parts(), func(x model.Filter) bool { return x.Section != "" }) {
		section = model.SectionAll // it speaks of sections itself
	}
	s.text, s.typed = text, f
	return s, section, nil
}

// filter returns what the store is asked for in a section.
func (s scope) filter(section model.Section) model.Filter {
	f := s.typed
	f.Section = section
	if s.course != "" && !slices.ContainsFunc(f.Parts(), func(x model.Filter) bool { return len(x.Courses) > 0 }) {
		f.Courses = []string{s.course}
	}
	if s.learner != "" && !slices.ContainsFunc(f.Parts(), func(x model.Filter) bool { return x.Learner != "" }) {
		f.Learner = s.learner
	}
	return f
}

// narrowed reports whether the list shows less than its section in the course,
// so that the section's count is not the list's.
func (s scope) narrowed() bool { return s.text != "" || s.learner != "" }

// String returns the scope as the status line shows it.
func (s scope) String() string {
	var parts []string
	if s.learner != "" {
		parts = append(parts, "learner "+model.Clean(s.learner))
	}
	if s.text != "" {
		parts = append(parts, "/ "+model.Clean(s.text))
	}
	return strings.Join(parts, "  ")
}

// wider removes what was narrowed last: the learner, then the filter, then
// the course.
func (s scope) wider() (scope, bool) {
	switch {
	case s.learner != "":
		s.learner = ""
	case s.text != "":
		s.text, s.typed = "", model.Filter{}
	case s.course != "":
		s.course = ""
	default:
		return s, false
	}
	return s, true
}

// words returns what the list is narrowed to, as the person chose it.
func (s scope) words() string {
	parts := []string{}
	if s.learner != "" {
		parts = append(parts, "learner "+model.Clean(s.learner))
	}
	if s.text != "" {
		parts = append(parts, model.Clean(s.text))
	}
	return strings.Join(parts, ", ")
}
