package pages

import (
	"strconv"
	"time"

	"examdesk/mirror"
	"examdesk/model"
)

// CopyNote implements [model.StoreReader]: how much is here, how old it is, and whether
// the LMS still answers. It does no I/O but reading the follower's pulse.
func (r *Reader) CopyNote(now time.Time) string {
	p := r.Part("")
	pulse := mirror.ReadPulse(r.source.file.Path())
	switch {
	case pulse.Error != "" && !pulse.Answered.IsZero():
		return "LMS away for " + short(now.Sub(pulse.Answered)) + ": last known state"
	case pulse.Error != "":
		return "LMS away"
	case p.Since.IsZero():
		return p.Words
	}
	return p.Words + ", " + short(now.Sub(p.Since)) + " old"
}

// Notes implements [model.StoreReader].
func (r *Reader) Notes(now time.Time) []string {
	out := []string{"This LMS is read without its database: reviews, comments, recordings and history are not visible, and what is waiting or stuck is not known."}
	p := r.Part("")
	switch {
	case p.Since.IsZero():
	case !p.Whole:
		out = append(out, "Of the attempts, "+p.Words+" were read, the oldest "+age(now.Sub(p.Since))+" ago; examdesk mirror sync --course ID --all reads a whole course.")
	}
	if pulse := mirror.ReadPulse(r.source.file.Path()); pulse.Error != "" {
		out = append(out, "What is shown may be old: "+pulse.Error)
	}
	if n := len(r.courses); n > maxSearched {
		out = append(out, "You may see "+model.Counted(n, "course")+"; a search asks in "+strconv.Itoa(maxSearched)+" of them. Name those that you work on in the profile, as courses.")
	}
	return out
}

// short is a length of time in as few characters as the first line of a desk has.
func short(d time.Duration) string {
	switch {
	case d < time.Minute:
		return strconv.Itoa(int(max(d, 0).Seconds())) + " s"
	case d < 2*time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h"
	}
	return model.Counted(int(d.Hours()/24), "day")
}

// age is a length of time in a few words.
func age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return model.Counted(int(max(d, 0).Seconds()), "second")
	case d < 2*time.Hour:
		return model.Counted(int(d.Minutes()), "minute")
	case d < 48*time.Hour:
		return model.Counted(int(d.Hours()), "hour")
	}
	return model.Counted(int(d.Hours()/24), "day")
}
