package model

import "strconv"

// HumanizedMinutes writes minutes for a learner: "1 hour and 30 minutes"
// (edx-proctoring 5.2.0, utils.humanized_time). An hour or more below zero is
// "error", as there.
func HumanizedMinutes(total int) string {
	hours, minutes := total/60, (total%60+60)%60
	switch {
	case hours < 0:
		return "error"
	case hours == 0:
		return Counted(minutes, "minute")
	case minutes == 0:
		return Counted(hours, "hour")
	}
	return Counted(hours, "hour") + " and " + Counted(minutes, "minute")
}

// Counted writes a number of things: "1 minute", "2 minutes".
func Counted(n int, noun string) string { return strconv.Itoa(n) + " " + Plural(n, noun) }

// Plural returns a noun in the form that goes with a number.
func Plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
