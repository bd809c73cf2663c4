// Package counts sums what became of all comparisons with edx-proctoring: each suite
// reports its counts into the folder that EXAMDESK_COUNTS names, and one line is
// printed over all of them.
package counts

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Counts are what became of the comparisons of a suite.
type Counts struct {
	Passed    int `json:"passed"`
	Failed    int `json:"failed"`
	OnPurpose int `json:"on_purpose"`
}

// Line is the closing line.
func (c Counts) Line() string {
	return fmt.Sprintf("replay: %d passed, %d failed, %d on purpose", c.Passed, c.Failed, c.OnPurpose)
}

// Add is the sum of two counts.
func (c Counts) Add(o Counts) Counts {
	return Counts{c.Passed + o.Passed, c.Failed + o.Failed, c.OnPurpose + o.OnPurpose}
}

// Folder is where suites report to, empty if nowhere.
func Folder() string { return os.Getenv("EXAMDESK_COUNTS") }

// Report writes a suite's counts into the folder; without one it does nothing.
func Report(suite string, c Counts) error {
	if Folder() == "" {
		return nil
	}
	data, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("report the counts of %s: %w", suite, err)
	}
	if err := os.WriteFile(filepath.Join(Folder(), suite+".json"), data, 0o600); err != nil {
		return fmt.Errorf("report the counts of %s: %w", suite, err)
	}
	return nil
}

// Suites are those that the closing line is over.
func Suites() []string {
	return []string{"matrices", "transcripts-http", "transcripts-effects", "transcripts-python", "functions-live", "http-live"}
}

// Sum reads the folder's reports. A suite that did not report, compared nothing, or is
// not known is an error: its comparisons would be missing without notice.
func Sum(folder string) (map[string]Counts, error) {
	out := map[string]Counts{}
	found, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, err
	}
	for _, path := range found {
		suite := filepath.Base(path[:len(path)-len(".json")])
		if !slices.Contains(Suites(), suite) {
			return nil, fmt.Errorf("%s: the suite is not in the list of suites", path)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read the counts of %s: %w", suite, err)
		}
		var c Counts
		if err := json.Unmarshal(data, &c); err != nil {
			return nil, fmt.Errorf("read the counts of %s: %w", suite, err)
		}
		out[suite] = c
	}
	for _, suite := range Suites() {
		if out[suite].Passed == 0 {
			return out, fmt.Errorf("the suite %s reported nothing that passed", suite)
		}
	}
	return out, nil
}
