//go:build e2e

package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"examdesk/conformance/screen"
)

// TestE2ESupport does a day's work of support and course staff in a real
// terminal, on a database that edx-proctoring wrote, at two sizes: the learner's
// card, an attempt resumed, one removed, time given, a policy looked at, the
// board of onboarding. What is written is looked up in the database.
func TestE2ESupport(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			path := database(t)
			d := open(t, options{store: path, hold: "2", columns: size[0], lines: size[1]})
			d.sees("Needs decision", "▸")
			d.learnerCard()
			d.resumes(path)
			d.removes(path)
			d.grants(path)
			d.boards()
			d.press("q")
			d.ends(0)
			if foreign := screen.Foreign(d.Raw()); len(foreign) > 0 {
				t.Errorf("escape sequences that the desk does not write reached the terminal: %q", foreign)
			}
		})
	}
}

// opens presses a key until what it opens is there: while a list is being read
// there is nothing that the key could be for.
func (d *desk) opens(key, text string) {
	d.t.Helper()
	for range 10 {
		d.press(key)
		ctx, cancel := context.WithTimeout(d.t.Context(), 3*time.Second)
		err := d.WaitUntil(ctx, text, func(s string) bool { return strings.Contains(s, text) })
		cancel()
		if err == nil {
			return
		}
	}
	d.t.Fatalf("%s opens nothing\n%s", key, d.Text())
}

// gone waits until a text is no longer on the screen.
func (d *desk) gone(text string) {
	d.t.Helper()
	if err := d.WaitUntil(d.t.Context(), "no "+text, func(s string) bool { return !strings.Contains(s, text) }); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) learnerCard() {
	d.t.Helper()
	d.press("L")
	d.sees("attempts", "esc back", "──")
	d.press("pgdown", "g")
	d.press("esc")
	d.gone("ticket text")
	d.sees("▸")
}

func (d *desk) resumes(path string) {
	d.t.Helper()
	const ready = "SELECT count(*) FROM proctoring_proctoredexamstudentattempt WHERE ready_to_resume"
	before := number(d.t, path, ready)
	d.press("/")
	for _, r := range "status:error is:resumable" {
		d.press(string(r))
	}
	d.press("enter")
	d.press("9")
	d.sees("▸", "error")
	d.opens("R", "ready to resume?")
	d.answer("enter", "ready to resume?")
	d.sees("1 attempt ready to resume.")
	if after := number(d.t, path, ready); after != before+1 {
		d.t.Errorf("%d attempts are ready to resume, %d were", after, before)
	}
}

func (d *desk) removes(path string) {
	d.t.Helper()
	const attempts = "SELECT count(*) FROM proctoring_proctoredexamstudentattempt"
	before := number(d.t, path, attempts)
	d.press("esc")
	d.press("2")
	d.sees("▸")
	d.opens("D", "To confirm")
	d.sees("Lost for good", "To confirm")
	word := strings.Fields(after(d.Text(), "type "))[0]
	pause()
	for _, r := range strings.TrimSuffix(word, ":") {
		d.press(string(r))
	}
	d.sees("enter do it")
	d.press("enter")
	d.sees("1 attempt removed")
	if now := number(d.t, path, attempts); now != before-1 {
		d.t.Errorf("%d attempts, %d before", now, before)
	}
}

// pause lets a dialog that has just opened begin to take keys.
func pause() { time.Sleep(time.Second) }

// after is what follows a text on the screen.
func after(text, mark string) string {
	_, rest, _ := strings.Cut(text, mark)
	return rest + " ?"
}

func (d *desk) grants(path string) {
	d.t.Helper()
	const granted = "SELECT count(*) FROM proctoring_proctoredexamstudentallowance WHERE value = '47'"
	d.opens("A", "Allowances for")
	d.sees("Allowances for", "Give")
	pause()
	d.press("4", "7", "enter")
	d.sees("47 more minutes")
	pause()
	d.press("enter")
	d.sees("1 allowance changed")
	if n := number(d.t, path, granted); n != 1 {
		d.t.Errorf("%d allowances of 47 minutes", n)
	}
}

func (d *desk) boards() {
	d.t.Helper()
	d.press("E")
	d.sees("Exams and policies", "SERVICE")
	d.press("esc")
	d.gone("Exams and policies")
	d.press("O")
	d.sees("enter choose")
	d.opens("enter", "Onboarding") // a dialog that has just opened takes no key yet
	d.sees("Onboarding", "esc back")
	d.press("esc")
	d.gone("E exams")
	d.sees("▸")
}
