package theme

import "strings"

// Wrap breaks cleaned text into lines of at most width cells, between words and
// after hyphens where it can, and never inside a character. It returns at least
// one line.
func Wrap(s string, width int) []string {
	if width < 1 {
		return []string{""}
	}
	s = Settle(s)
	if Width(s) <= width {
		return []string{s}
	}
	w := wrapper{width: width}
	for s != "" {
		gap, word, rest := nextWord(s)
		w.add(gap, word)
		s = rest
	}
	return w.end()
}

// Chop breaks cleaned text into lines of at most width cells, each as full as it
// can be, wherever that is but inside a character. Joined, the lines are the
// text. It returns at least one line.
func Chop(s string, width int) []string {
	lines := []string{}
	for Width(s) > width {
		n := fitting(s, width)
		if n == 0 { // one character that is wider than the line
			cluster, _ := Cluster(s)
			n = len(cluster)
		}
		lines, s = append(lines, s[:n]), s[n:]
	}
	if s == "" && len(lines) > 0 {
		return lines
	}
	return append(lines, s)
}

// wrapper collects lines; used is how many cells of the last one are taken.
type wrapper struct {
	width, used int
	line        strings.Builder
	lines       []string
}

// add puts a word behind its gap, or on a new line if it does not fit.
func (w *wrapper) add(gap, word string) {
	need := Width(word)
	switch {
	case w.used+len(gap)+need <= w.width:
		w.put(gap, len(gap))
		w.put(word, need)
		return
	case w.used > 0:
		w.flush()
	}
	for need > w.width {
		n := fitting(word, w.width)
		if n == 0 { // one character that is wider than the line
			cluster, cells := Cluster(word)
			w.put(Cut(cluster, w.width, "."), 0)
			n, need = len(cluster), need-cells
		} else {
			w.put(word[:n], 0)
			need -= Width(word[:n])
		}
		w.flush()
		word = word[n:]
	}
	w.put(word, need)
}

func (w *wrapper) put(s string, cells int) {
	w.line.WriteString(s)
	w.used += cells
}

func (w *wrapper) flush() {
	w.lines = append(w.lines, strings.TrimRight(w.line.String(), " "))
	w.line.Reset()
	w.used = 0
}

func (w *wrapper) end() []string {
	if w.line.Len() > 0 || len(w.lines) == 0 {
		w.flush()
	}
	return w.lines
}

// nextWord takes the spaces before a word and the word off a text. A word ends
// before a space or with a hyphen.
func nextWord(s string) (gap, word, rest string) {
	at := 0
	for at < len(s) && s[at] == ' ' {
		at++
	}
	end := at
	for end < len(s) && s[end] != ' ' {
		end++
		if s[end-1] == '-' {
			break
		}
	}
	return s[:at], s[at:end], s[end:]
}
