package model

import "strings"

// Elsewhere returns an error as people are told it who are not at the machine that has the
// store. A sentence that names one of the machine's places is for whoever runs it, who finds
// it in the log; it is then replaced, and hidden is true.
func Elsewhere(err error, places []string) (hidden bool, told error) {
	if err == nil || !NamesPlace(Sentence(err), places) {
		return false, err
	}
	return true, Wrap(err, CodeUnavailable, "The server cannot use its store at the moment. Whoever runs it finds the reason in its log and with examdesk doctor.")
}

// NamesPlace reports whether a text names one of the places.
func NamesPlace(text string, places []string) bool {
	for _, p := range places {
		if p != "" && strings.Contains(text, Clean(p)) {
			return true
		}
	}
	return false
}
