package tui

// reel is a part of a dialog that scrolls, and remembers how much of it has
// been in sight.
type reel struct {
	top int
	// lines and inSight are of the last drawing; scrolling needs them.
	lines, inSight int
	// seen is how many of the lines have been in sight.
	seen int
}

func (r *reel) scroll(by int) { r.top = max(0, min(r.top+by, r.lines-r.inSight)) }

// drawn notes what a drawing showed. What was skipped over has not been seen,
// and neither has a line in whose place it says that there are more.
func (r *reel) drawn(lines, inSight int) {
	r.lines, r.inSight = lines, inSight
	r.top = max(0, min(r.top, lines-inSight))
	first, end := r.top, r.top+inSight
	if first > 0 && inSight > 2 {
		first++
	}
	if end < lines {
		end--
	}
	if first <= r.seen {
		r.seen = max(r.seen, end)
	}
}

// hasMore tells that some of the first so many lines have not been in sight.
func (r *reel) hasMore(of int) bool { return r.seen < of }

// goOn shows what comes behind what has been seen.
func (r *reel) goOn() {
	r.top = r.seen
	if r.inSight > 2 {
		r.top-- // where it says how much is above
	}
	r.scroll(0)
}

func (r *reel) rewind() { *r = reel{} }
