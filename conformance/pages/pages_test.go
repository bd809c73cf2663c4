package pages

import (
	"compress/gzip"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"examdesk/model"
)

// none means a view that shows the exam itself.
func none(e model.Exam) string {
	switch {
	case !e.IsProctored:
		return "(none, timed exam)"
	case !e.IsPracticeExam:
		return "(none, proctored exam)"
	case e.Backend == "test":
		return "(none, onboarding exam)"
	}
	return "(none, practice exam)"
}

// pairs is the committed map: which codes go with which of edx-proctoring's
// pages.
type pairs map[string][]model.StandingCode

func readPairs(t *testing.T) pairs {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "pages.json"))
	must(t, err)
	var out pairs
	must(t, json.Unmarshal(data, &out))
	known := model.StandingCodes()
	for page, codes := range out {
		for _, c := range codes {
			if !slices.Contains(known, c) {
				t.Errorf("%s: %q is not a code", page, c)
			}
		}
	}
	return out
}

// unasked are the codes for which there is no page: the exam is gone, or the
// attempt is not the one that a page is about.
func unasked() []model.StandingCode {
	return []model.StandingCode{model.StandsExamGone, model.StandsResumed, model.StandsSuperseded}
}

// tally counts what was compared.
type tally struct {
	t      *testing.T
	pairs  pairs
	codes  map[model.StandingCode]int
	seen   map[string]map[model.StandingCode]int
	tried  int
	differ int
}

func newTally(t *testing.T) *tally {
	return &tally{t: t, pairs: readPairs(t), codes: map[model.StandingCode]int{}, seen: map[string]map[model.StandingCode]int{}}
}

// compare holds a code against the page that is shown.
func (c *tally) compare(name, page string, exam model.Exam, code model.StandingCode) {
	if page == "" {
		page = none(exam)
	}
	c.tried++
	c.codes[code]++
	if c.seen[page] == nil {
		c.seen[page] = map[model.StandingCode]int{}
	}
	c.seen[page][code]++
	if !slices.Contains(c.pairs[page], code) {
		if c.differ++; c.differ <= 20 {
			c.t.Errorf("%s: edx-proctoring shows %s, and we say %s", name, page, code)
		}
	}
}

// closed looks that a page of the exam itself is shown, whatever is said.
func (c *tally) closed(name, page string, code model.StandingCode) {
	c.tried++
	c.codes[code]++
	if page != "" {
		c.differ++
		c.t.Errorf("%s: edx-proctoring shows %s of an exam that is closed", name, page)
	}
}

func (c *tally) report(what string) {
	n := 0
	for _, code := range model.StandingCodes() {
		if c.codes[code] > 0 {
			n++
			c.t.Logf("%-28s %5d", code, c.codes[code])
		}
	}
	pages := 0
	for _, page := range slices.Sorted(maps.Keys(c.seen)) {
		pages += len(c.seen[page])
		c.t.Logf("%-42s %v", page, c.seen[page])
	}
	c.t.Logf("%s: %d compared, %d differ; %d codes, %d pages, %d pairs of page and code", what, c.tried, c.differ, n, len(c.seen), pages)
}

// complete looks that every code that has a page was met, and every pair of the
// map.
func (c *tally) complete() {
	for _, code := range model.StandingCodes() {
		if c.codes[code] == 0 && !slices.Contains(unasked(), code) {
			c.t.Errorf("nothing reaches %s", code)
		}
	}
	for page, codes := range c.pairs {
		for _, code := range codes {
			if c.seen[page][code] == 0 {
				c.t.Errorf("the map has %s for %s, and nothing shows that", code, page)
			}
		}
	}
}

// TestRecordedScenes holds what is said of every scene against the page that
// edx-proctoring showed for it when it was recorded.
func TestRecordedScenes(t *testing.T) {
	t.Parallel()
	var recorded map[string]string
	readRecord(t, "scenes.json.gz", &recorded)
	c := newTally(t)
	for _, s := range scenes() {
		page, known := recorded[s.name]
		if !known {
			t.Fatalf("%s was not recorded; run make e2e with -update", s.name)
		}
		c.scene(s, page, model.StandingOf(s.newest()).Code)
	}
	c.complete()
	c.report("recorded scenes")
}

func (c *tally) scene(s scene, page string, code model.StandingCode) {
	if s.hidden() {
		c.closed(s.name, page, code)
		return
	}
	c.compare(s.name, page, s.exam, code)
}

// TestRecordedShared holds what is said of the newest attempt of each learner and
// exam of the shared database against the recorded pages.
func TestRecordedShared(t *testing.T) {
	t.Parallel()
	var recorded []asked
	readRecord(t, "shared.json.gz", &recorded)
	c := newTally(t)
	codes := codesOf(t, engineOn(t, shared(t)), recorded)
	for i, a := range recorded {
		c.compare(a.String(), a.Page, codes[i].exam, codes[i].code)
	}
	c.report("shared database, recorded")
}

func readRecord(t *testing.T, name string, to any) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	must(t, err)
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	must(t, err)
	must(t, json.NewDecoder(z).Decode(to))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
