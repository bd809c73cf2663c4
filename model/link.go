package model

import (
	"strconv"
	"strings"
	"unicode"
)

// JumpToURL is the address of a course's block in the LMS.
func JumpToURL(course, content string) string {
	return "/courses/" + quotePath(course, false) + "/jump_to/" + quotePath(content, false)
}

// ExamURL is where a learner takes an exam: in the learning micro-frontend, or
// in the LMS (edx-proctoring 5.2.0, utils.get_exam_url).
func (s Site) ExamURL(course, content string, inMFE bool) string {
	if !inMFE {
		return JumpToURL(course, content)
	}
	return s.LearningMFE + "/course/" + quotePath(course, true) + "/" + quotePath(content, true)
}

// AttemptURL is the address that a learner's page asks about an attempt.
func (s Site) AttemptURL(id int64) string {
	return s.APIRoot + "/edx_proctoring/v1/proctored_exam/attempt/" + strconv.FormatInt(id, 10)
}

// ExamDashboardURL is the instructor's dashboard of an exam at its service, at
// the exam's settings.
func (s Site) ExamDashboardURL(course string, examID int64) string {
	return s.APIRoot + "/edx_proctoring/v1/instructor/" + quotePath(course, false) + "/" + strconv.FormatInt(examID, 10) + "?config=true"
}

// quotePath escapes what may not appear in a path, as Django's reverse does: the
// sub-delimiters of RFC 3986, '/', ':' and '@' stay. The micro-frontend's
// addresses are not escaped by the original, so letters of any script stay in
// them; what no key contains is escaped nevertheless.
func quotePath(s string, letters bool) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-._~!$&'()*+,;=/:@", r)),
			letters && r >= 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		default:
			for _, c := range []byte(string(r)) {
				b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)|0x100, 16)[1:]))
			}
		}
	}
	return b.String()
}

// GroupedAttemptsURL is the address of a course's attempts by learner and exam, or
// of those that a search finds.
func (s Site) GroupedAttemptsURL(course, search string) string {
	url := s.APIRoot + "/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/" + quotePath(course, false)
	if search != "" {
		url += "/search/" + quotePath(search, false)
	}
	return url
}

// BoardURL is the address of a course's onboarding by learner.
func (s Site) BoardURL(course string) string {
	return s.APIRoot + "/edx_proctoring/v1/user_onboarding/status/course_id/" + quotePath(course, false)
}
