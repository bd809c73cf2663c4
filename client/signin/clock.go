package signin

import (
	"fmt"
	"net/http"
	"time"

	"examdesk/model"
)

// skewSaid is from how much on the difference between two clocks is said: a minute is
// as early as tokens are renewed.
const skewSaid = time.Minute

// ahead is how far this machine's clock is ahead of the site's.
func ahead(r reply) time.Duration {
	at, known := DateOf(r.header)
	if !known {
		return 0
	}
	switch { // it was answered at some moment in between
	case r.asked.After(at.Add(time.Second)):
		return r.asked.Sub(at)
	case r.got.Before(at):
		return r.got.Sub(at)
	}
	return 0
}

// DateOf is the time at which an answer was made, by the clock of who made it; false
// if the answer does not say, or comes from a cache.
func DateOf(h http.Header) (time.Time, bool) {
	at, err := http.ParseTime(h.Get("Date"))
	return at, err == nil && h.Get("Age") == ""
}

// SkewWords is a sentence about a clock of this machine that differs from the site's, ""
// if they are about the same.
func SkewWords(ahead time.Duration, k Kind) string {
	way := "ahead of"
	if ahead < 0 {
		ahead, way = -ahead, "behind"
	}
	if ahead < skewSaid {
		return ""
	}
	return fmt.Sprintf("This machine's clock is %s %s the %s's. Times and ages are shown as if it were right; set it.", spanWords(ahead), way, k)
}

func spanWords(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return model.Counted(int(d.Minutes()), "minute")
	case d < 48*time.Hour:
		return model.Counted(int(d.Hours()), "hour")
	}
	return model.Counted(int(d.Hours()/24), "day")
}
