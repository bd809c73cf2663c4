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
		return counted(minutes, "minute")
	case minutes == 0:
		return counted(hours, "hour")
	}
	return counted(hours, "hour") + " and " + counted(minutes, "minute")
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}
