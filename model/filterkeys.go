package model

// FilterKey describes a part that a filter may have.
type FilterKey struct {
	Name string
	// Values are the allowed values, for help and completion; nil if only the store
	// knows them.
	Values []string
	// Says describes in a phrase what the part matches.
	Says string

	set func(*filterWord) error
}

// FilterKeys returns the parts that a filter may have.
func FilterKeys() []FilterKey {
	return []FilterKey{
		{"status", statusNames(), "the attempt has one of the statuses", (*filterWord).status},
		{"-status", statusNames(), "the attempt has none of the statuses", (*filterWord).status},
		{"course", nil, "the exam's course, by its id or its short name", (*filterWord).course},
		{"exam", nil, "the exam, by its id or any part of its name", (*filterWord).exam},
		{"learner", nil, "the learner, by the whole username", (*filterWord).learner},
		{"backend", nil, "the exam's proctoring service", (*filterWord).backend},
		{"review", Outcomes(), "the outcome of the review", (*filterWord).review},
		{"reviewer", []string{"none"}, "who decided, by the whole username; none if no one did", (*filterWord).reviewer},
		{"age", []string{">7d", "<12h"}, "time since the last change of status, in m, h, d or w", (*filterWord).age},
		{"is", []string{"stuck", "practice", "proctored", "resumable"}, "stuck, at a practice or proctored exam, or resumable", (*filterWord).flag},
		{"section", sectionNames(), "the section of the desk", (*filterWord).section},
		{"comments", []string{">3", "0", "1..5"}, "how many comments the review has", (*filterWord).comments},
		{"submitted", []string{">=2026-11-01", "2026-11", "2026-11-01..2026-11-07"}, "when the learner handed in, in UTC", (*filterWord).submitted},
		{"risk", []string{"high", "medium", "low", "unknown", ">=medium"}, "how serious the review's outcome is", (*filterWord).risk},
		{"mine", []string{"decided"}, "you decided it last", (*filterWord).mine},
	}
}

func filterKeys() []string {
	keys := FilterKeys()
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = k.Name
	}
	return out
}

func isFilterKey(key string) bool {
	_, ok := filterKey(key)
	return ok
}

func filterKey(name string) (FilterKey, bool) {
	for _, k := range FilterKeys() {
		if k.Name == name {
			return k, true
		}
	}
	return FilterKey{}, false
}

func statusNames() []string {
	var out []string
	for _, s := range AttemptStatuses() {
		out = append(out, string(s))
	}
	return out
}

func sectionNames() []string {
	var out []string
	for _, s := range Sections() {
		out = append(out, string(s))
	}
	return out
}
