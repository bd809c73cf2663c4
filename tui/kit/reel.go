package kit

// Reel is a part of a dialog that scrolls, and remembers how much of it has
// been in sight.
type Reel struct {
	Top int
	// Lines and InSight are of the last drawing; scrolling needs them.
	Lines, InSight int
	// Seen is how many of the lines have been in sight.
	Seen int
}

// Scroll moves by lines.
func (r *Reel) Scroll(by int) { r.Top = max(0, min(r.Top+by, r.Lines-r.InSight)) }

// Drawn notes what a drawing showed. What was skipped over has not been seen,
// and neither has a line in whose place it says that there are more.
func (r *Reel) Drawn(lines, inSight int) {
	r.Lines, r.InSight = lines, inSight
	r.Top = max(0, min(r.Top, lines-inSight))
	first, end := r.Top, r.Top+inSight
	if first > 0 && inSight > 2 {
		first++
	}
	if end < lines {
		end--
	}
	if first <= r.Seen {
		r.Seen = max(r.Seen, end)
	}
}

// HasMore reports that some of the first so many lines have not been in sight.
func (r *Reel) HasMore(of int) bool { return r.Seen < of }

// GoOn shows what comes behind what has been seen.
func (r *Reel) GoOn() {
	r.Top = r.Seen
	if r.InSight > 2 {
		r.Top-- // where it says how much is above
	}
	r.Scroll(0)
}

// Rewind forgets what has been in sight.
func (r *Reel) Rewind() { *r = Reel{} }
