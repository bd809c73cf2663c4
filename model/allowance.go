package model

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// AllowanceTimeMultiplier is the type of a bulk allowance whose value multiplies
// an exam's time limit; what is stored are the additional minutes.
const AllowanceTimeMultiplier = "time_multiplier"

// AllowanceKinds are the kinds as commands and files write them.
func AllowanceKinds() []string { return []string{"minutes", "multiplier", "exception"} }

// AllowanceKey is what a word for a kind stands for: one of [AllowanceKinds] in
// any case, or a key itself.
func AllowanceKey(kind string) string {
	switch strings.ToLower(kind) {
	case "minutes":
		return AllowanceAdditionalTime
	case "multiplier":
		return AllowanceTimeMultiplier
	case "exception":
		return AllowanceReviewPolicyException
	}
	return kind
}

// maxAllowanceMinutes is the largest number of minutes that a start time can be
// added to and stay a date: a century.
const maxAllowanceMinutes = 100 * 366 * 24 * 60

// CheckAllowance reports whether a value may be granted under a key: additional
// time consists of digits, of whatever script (edx-proctoring 5.2.0,
// models.ProctoredExamStudentAllowance.is_allowance_value_valid). The error
// has [CodeInvalid]. What the original accepts but cannot read later, such as
// "²" or thirty digits, is accepted here too; [UsableMinutes] refuses it.
func CheckAllowance(key, value string) error {
	if key == AllowanceAdditionalTime && !isDigits(value) {
		return Errorf(CodeInvalid, "%q is not a number of minutes; give a whole number, 0 or more.", value)
	}
	return nil
}

// UsableMinutes reports whether additional time is a number that an exam's limit
// can be added to. Whoever asks a person for the value asks this first.
func UsableMinutes(value string) error {
	minutes, err := GrantedMinutes(value)
	if err != nil || minutes < 0 {
		return Errorf(CodeInvalid, "%q is not a number of minutes; give a whole number, 0 or more.", value)
	}
	if minutes > maxAllowanceMinutes {
		return Errorf(CodeInvalid, "%s minutes are more than a century; check the number.", value)
	}
	return nil
}

// isDigits is Python's str.isdigit: decimal digits of all scripts, and those
// that are raised, lowered, circled and the like.
func isDigits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) && !unicode.Is(otherDigits, r) })
}

// otherDigits are the characters of Unicode's Numeric_Type Digit, which are no
// decimal digits.
var otherDigits = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x00b2, 0x00b3, 1}, {0x00b9, 0x00b9, 1}, {0x1369, 0x1371, 1}, {0x19da, 0x19da, 1}, {0x2070, 0x2070, 1}, {0x2074, 0x2079, 1},
		{0x2080, 0x2089, 1}, {0x2460, 0x2468, 1}, {0x2474, 0x247c, 1}, {0x2488, 0x2490, 1}, {0x24ea, 0x24ea, 1}, {0x24f5, 0x24fd, 1},
		{0x24ff, 0x24ff, 1}, {0x2776, 0x277e, 1}, {0x2780, 0x2788, 1}, {0x278a, 0x2792, 1},
	},
	R32:         []unicode.Range32{{0x10a40, 0x10a43, 1}, {0x10e60, 0x10e68, 1}, {0x11052, 0x1105a, 1}, {0x1f100, 0x1f10a, 1}},
	LatinOffset: 2,
}

// MultipliedMinutes is the additional time of a learner who gets a multiple of
// an exam's time limit: half of a minute goes to the even neighbour, as the
// original rounds (edx-proctoring 5.2.0, api.add_bulk_allowances). The error
// has [CodeInvalid].
func MultipliedMinutes(limitMins int, multiplier string) (int, error) {
	factor, err := pythonFloat(multiplier)
	if err != nil || math.IsNaN(factor) || math.IsInf(factor, 0) || factor < 1 {
		return 0, Errorf(CodeInvalid, "%q is not a multiplier; give a number of at least 1, such as 1.5.", multiplier)
	}
	added := math.RoundToEven(float64(limitMins) * (factor - 1))
	if added > maxAllowanceMinutes {
		return 0, Errorf(CodeInvalid, "%q times %d minutes are more than a century; check the number.", multiplier, limitMins)
	}
	return int(added), nil
}

// pythonFloat reads a number as Python's float does: digits of any script, and
// underscores between them; no hexadecimal ones.
func pythonFloat(s string) (float64, error) {
	s = WesternDigits(strings.TrimSpace(s))
	if strings.ContainsAny(s, "xXpP") {
		return 0, strconv.ErrSyntax
	}
	if bare := strings.ReplaceAll(s, "_", ""); bare != s {
		if strings.HasPrefix(s, "_") || strings.HasSuffix(s, "_") || strings.Contains(s, "__") {
			return 0, strconv.ErrSyntax
		}
		s = bare
	}
	return strconv.ParseFloat(s, 64)
}

// AllowanceEvent is the event of an allowance that was created, updated or
// deleted.
func AllowanceEvent(e Exam, a Allowance, verb string) Effect {
	return Effect{Kind: EffectEvent, Exam: e, Value: ExamEventName(e, "allowance."+verb), Fields: map[string]any{
		"allowance_user_id": a.UserID, "allowance_key": a.Key.Raw(), "allowance_value": a.Value.Raw(),
	}}
}

// AllowanceSentence says in plain words what an allowance grants.
func AllowanceSentence(key, value Text) string {
	switch key {
	case AllowanceAdditionalTime:
		return value.String() + " more minutes"
	case AllowanceReviewPolicyException:
		return "exception for the reviewer: " + value.String()
	}
	return key.String() + ": " + value.String()
}

// DueRelativeWords describe a due date that counts from a learner's own start.
const DueRelativeWords = "a number of days after the learner's own start in the course, which this store does not hold"

// DueNote warns that another due date may apply: edx-when has dates that
// count from the learner's own start, and an LMS that uses those follows them.
func (x ExamCard) DueNote() string {
	if x.Due == nil || !x.DueRelative {
		return ""
	}
	return ", or " + DueRelativeWords + ", if the platform uses such dates"
}

// AllowanceNote says, with a comma before it, what keeps an allowance from
// counting for the newest attempt; nothing if it counts. The time is worked out
// when the attempt is started, and the service receives the exception when the attempt
// is created (edx-proctoring 6.1.4, api.update_attempt_status and
// api._register_proctored_exam_attempt).
func (x ExamCard) AllowanceNote(w Allowance) string {
	if len(x.Attempts) == 0 {
		return ""
	}
	return AllowanceNote(w, x.Attempts[0].Attempt)
}

// AllowanceNote is [ExamCard.AllowanceNote] for an attempt.
func AllowanceNote(w Allowance, a Attempt) string {
	from, when := a.StartedAt, "started"
	if w.Key == AllowanceReviewPolicyException {
		from, when = &a.Created, "made"
	}
	again := a.ReadyToResume && !a.Resumed && a.TimeRemainingSeconds == nil // resuming works it out again
	if from == nil || from.IsZero() || again || !w.Modified.After(*from) {
		return ""
	}
	how := "given"
	if !w.Created.After(*from) {
		how = "changed"
	}
	return ", " + how + " after the attempt was " + when + ": no effect on this attempt"
}
