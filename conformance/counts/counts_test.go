package counts

import (
	"strings"
	"testing"
)

// The line is over all suites; one that did not report or compared nothing is noticed.
func TestSum(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("EXAMDESK_COUNTS", dir)
	for i, suite := range Suites() {
		if _, err := Sum(dir); err == nil || !strings.Contains(err.Error(), suite) && i == 0 {
			t.Errorf("%s has not reported: %v", suite, err)
		}
		if err := Report(suite, Counts{Passed: 10 + i, OnPurpose: 1}); err != nil {
			t.Fatal(err)
		}
	}
	by, err := Sum(dir)
	if err != nil {
		t.Fatal(err)
	}
	var total Counts
	for _, c := range by {
		total = total.Add(c)
	}
	if total.Line() != "replay: 75 passed, 0 failed, 6 on purpose" {
		t.Error(total.Line())
	}
	if err := Report(Suites()[1], Counts{}); err != nil {
		t.Fatal(err)
	}
	if _, err := Sum(dir); err == nil {
		t.Error("a suite that compared nothing was taken")
	}
	if err := Report("another", Counts{Passed: 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := Sum(dir); err == nil {
		t.Error("an unknown suite was taken")
	}
}

// Without a folder nothing is reported, and nothing fails.
func TestNoFolder(t *testing.T) {
	t.Setenv("EXAMDESK_COUNTS", "")
	if err := Report("http-live", Counts{Passed: 1}); err != nil {
		t.Error(err)
	}
}
