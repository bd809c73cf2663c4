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

// maxAllowanceMinutes is the largest number of minutes that a start time can be
// added to and stay a date: a century.
const maxAllowanceMinutes = 100 * 366 * 24 * 60

// CheckAllowance tells whether a value may be granted under a key: additional
// time is a whole number of minutes, 0 or more (edx-proctoring 5.2.0,
// models.ProctoredExamStudentAllowance.is_allowance_value_valid). Digits of any
// script are accepted, as there. The error bears [CodeInvalid].
func CheckAllowance(key, value string) error {
	if key == "" {
		return Errorf(CodeInvalid, "The allowance has no key; give additional_time_granted or review_policy_exception.")
	}
	if len([]rune(value)) > maxAllowanceText || len([]rune(key)) > maxAllowanceText {
		return Errorf(CodeInvalid, "The allowance is longer than %d characters.", maxAllowanceText)
	}
	if key != AllowanceAdditionalTime {
		return nil
	}
	minutes, err := GrantedMinutes(value)
	if err != nil || minutes < 0 || strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsDigit(r) }) {
		return Errorf(CodeInvalid, "%q is no number of minutes; give a whole number, 0 or more.", Clean(value))
	}
	if minutes > maxAllowanceMinutes {
		return Errorf(CodeInvalid, "%q minutes are more than a century; check the number.", Clean(value))
	}
	return nil
}

// maxAllowanceText is how many characters the store's columns hold.
const maxAllowanceText = 255

// MultipliedMinutes is the additional time of a learner who gets a multiple of
// an exam's time limit: half of a minute goes to the even neighbour, as the
// original rounds (edx-proctoring 5.2.0, api.add_bulk_allowances). The error
// bears [CodeInvalid].
func MultipliedMinutes(limitMins int, multiplier string) (int, error) {
	factor, err := strconv.ParseFloat(strings.TrimSpace(multiplier), 64)
	if err != nil || math.IsNaN(factor) || math.IsInf(factor, 0) || factor < 1 {
		return 0, Errorf(CodeInvalid, "%q is no multiplier; give a number of at least 1, such as 1.5.", Clean(multiplier))
	}
	added := math.RoundToEven(float64(limitMins) * (factor - 1))
	if added > maxAllowanceMinutes {
		return 0, Errorf(CodeInvalid, "%q times %d minutes are more than a century; check the number.", Clean(multiplier), limitMins)
	}
	return int(added), nil
}

// AllowanceEvent is the event of an allowance that was created, updated or
// deleted.
func AllowanceEvent(e Exam, a Allowance, verb string) Effect {
	return Effect{Kind: EffectEvent, Exam: e, Value: ExamEventName(e, "allowance."+verb), Fields: map[string]any{
		"allowance_user_id": a.UserID, "allowance_key": a.Key.Raw(), "allowance_value": a.Value.Raw(),
	}}
}
