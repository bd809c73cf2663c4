//go:build e2e

package pages

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"examdesk/engine"
	"examdesk/model"
	"examdesk/store"
)

var (
	update = flag.Bool("update", false, "record the pages again")
	only   = flag.String("only", "", "ask only of the scenes whose names match, and keep the records of the others")
)

// releases are the Python environments that hold edx-proctoring, by release; the
// first one is what the records are of. The newest of all is asked only where it is
// named, as `make soak` does.
func releases(t *testing.T) (out []string) {
	t.Helper()
	for _, name := range []string{"EXAMDESK_ORACLE_PYTHON", "EXAMDESK_ORACLE_PYTHON_6"} {
		python := os.Getenv(name)
		if python == "" {
			t.Fatal(name + " is not set; run make e2e")
		}
		out = append(out, python)
	}
	if newest := os.Getenv("EXAMDESK_ORACLE_PYTHON_NEWEST"); newest != "" {
		out = append(out, newest)
	}
	return out
}

// TestE2EPagesShared asks edx-proctoring for the page of the newest attempt of
// every learner and exam of the shared database, and of every fifth learner at
// the exams that they have not begun.
func TestE2EPagesShared(t *testing.T) {
	t.Parallel()
	for i, python := range releases(t) {
		path := shared(t)
		e := engineOn(t, path)
		var list []asked
		users, err := e.FindLearners(t.Context(), model.LearnerQuery{Text: "@", Limit: 1000})
		must(t, err)
		attempts := 0
		for _, u := range users {
			card, err := e.ReadLearner(t.Context(), u.ID)
			must(t, err)
			for _, course := range card.Courses {
				for _, x := range course.Exams {
					if attempts += len(x.Attempts); len(x.Attempts) > 0 || u.ID%5 == 0 || x.Standing.Code == model.StandsRemoved || x.Standing.Since != nil {
						list = append(list, asked{User: u.ID, Exam: x.Exam.ID})
					}
				}
			}
		}
		if attempts != 1431 {
			t.Errorf("%d attempts on the cards, not 1431", attempts)
		}
		codes := codesOf(t, e, list) // before the other side touches the file
		answers := ask(t, python, path, nil, list)
		c := newTally(t)
		for n, a := range answers {
			c.compare(a.String(), a.Page, codes[n].exam, codes[n].code)
		}
		c.report("shared database, " + python)
		if i == 0 {
			record(t, "shared.json.gz", answers)
		}
	}
}

// TestE2EPagesScenes asks edx-proctoring for the page of every scene, and holds
// the engine's answer on the same database against it.
func TestE2EPagesScenes(t *testing.T) {
	t.Parallel()
	for i, python := range releases(t) {
		wanted := regexp.MustCompile(*only)
		list := slices.DeleteFunc(scenes(), func(s scene) bool { return !wanted.MatchString(s.name) })
		w := writeScenes(list)
		path := filepath.Join(t.TempDir(), "scenes.sqlite3")
		must(t, store.Create(t.Context(), path))
		questions := make([]asked, 0, len(list))
		for n := range list {
			questions = append(questions, asked{User: int64(n) + 1, Exam: w.exams[n]})
		}
		answers := ask(t, python, path, w.rows, questions)
		e := engineOn(t, path)
		c, recorded := newTally(t), map[string]string{}
		if *only != "" {
			readRecord(t, "scenes.json.gz", &recorded)
			known := scenes()
			maps.DeleteFunc(recorded, func(name, _ string) bool {
				return !slices.ContainsFunc(known, func(s scene) bool { return s.name == name })
			})
		}
		for n, s := range list {
			recorded[s.name] = answers[n].Page
		}
		if len(recorded) != len(scenes()) {
			t.Errorf("%d names for %d scenes", len(recorded), len(list))
		}
		if i == 0 {
			record(t, "scenes.json.gz", recorded)
		}
		for n, s := range list {
			code := sceneCode(t, e, s, questions[n], c)
			if want := model.StandingOf(s.newest()).Code; code != want {
				t.Errorf("%s: the engine says %s, the facts %s", s.name, code, want)
			}
			c.scene(s, answers[n].Page, code)
		}
		if *only == "" {
			c.complete()
		}
		c.report("scenes, " + python)
	}
}

// sceneCode is what the engine answers for a scene. Of an attempt that another one
// follows it is the newest that the page is about; the older one is only counted.
func sceneCode(t *testing.T, e *engine.Guarded, s scene, a asked, c *tally) model.StandingCode {
	t.Helper()
	rows, err := e.UserAttempts(t.Context(), a.User, a.Exam)
	must(t, err)
	if len(rows) == 0 {
		return codesOf(t, e, []asked{a})[0].code
	}
	newest := 0
	for i, r := range rows {
		if r.Attempt.Created.After(rows[newest].Attempt.Created) {
			newest = i
		}
	}
	for i, r := range rows {
		if i != newest {
			older, err := e.ReadAttempt(t.Context(), r.Attempt.ID)
			must(t, err)
			if code := older.Standing.Code; code != model.StandsSuperseded && code != model.StandsResumed {
				t.Errorf("%s: the older attempt is %s", s.name, code)
			}
			c.codes[older.Standing.Code]++
		}
	}
	d, err := e.ReadAttempt(t.Context(), rows[newest].Attempt.ID)
	must(t, err)
	return d.Standing.Code
}

// ask lets edx-proctoring name the pages.
func ask(t *testing.T, python, path string, rows map[string][]row, list []asked) (out []asked) {
	t.Helper()
	pairs := make([][2]int64, 0, len(list))
	for _, a := range list {
		pairs = append(pairs, [2]int64{a.User, a.Exam})
	}
	request, err := json.Marshal(map[string]any{"rows": rows, "ask": pairs})
	must(t, err)
	cmd := exec.CommandContext(t.Context(), python, "pages.py", path)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(request), &stderr
	data, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	must(t, json.Unmarshal(data, &out))
	if len(out) != len(list) {
		t.Fatalf("%d answers to %d questions", len(out), len(list))
	}
	return out
}

// record keeps the answers for a run without Python; without -update it looks
// that they are what was recorded.
func record(t *testing.T, name string, answers any) {
	t.Helper()
	want, err := json.Marshal(answers)
	must(t, err)
	path := filepath.Join("testdata", name)
	if *update {
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		must(t, err)
		_, err = z.Write(want)
		must(t, err)
		must(t, z.Close())
		must(t, os.WriteFile(path, b.Bytes(), 0o644))
		return
	}
	var have json.RawMessage
	readRecord(t, name, &have)
	if !bytes.Equal(have, want) {
		t.Errorf("testdata/%s is not what edx-proctoring shows; record it again with -update", name)
	}
}
