//go:build e2e

package desk

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/conformance/lms"
	"examdesk/conformance/screen"
)

// person is somebody with the program, in a home of their own, who has signed in.
type person struct {
	t    *testing.T
	bin  string
	env  []string
	home string
}

func signedIn(t *testing.T, l *lms.LMS, username string) *person {
	t.Helper()
	home := t.TempDir()
	p := &person{t: t, home: home, bin: os.Getenv("EXAMDESK_BIN"), env: []string{
		"HOME=" + home, "TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC", "PATH=/usr/bin:/bin", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent",
	}}
	if p.bin == "" {
		t.Fatal("EXAMDESK_BIN names no program; see .ci/lms")
	}
	config := filepath.Join(home, ".config", "examdesk")
	if err := os.MkdirAll(config, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(config, "examdesk.yml"), []byte("secrets: {store: plain}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.run(l.Password(), 0, "login", l.URL, "--username", username, "--password-stdin", "--profile", "work")
	return p
}

// run runs a command to its end, which must have an exit status.
func (p *person) run(typed string, status int, args ...string) string {
	p.t.Helper()
	cmd := exec.CommandContext(p.t.Context(), p.bin, args...)
	cmd.Env, cmd.Stdin = p.env, strings.NewReader(typed)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != status {
		p.t.Fatalf("examdesk %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// terminal is a desk in a terminal.
type terminal struct {
	*screen.Screen
	t *testing.T
}

func (p *person) desk(width, height int) terminal {
	p.t.Helper()
	s, err := screen.Start(p.t.Context(), screen.Options{Width: width, Height: height, Env: p.env}, p.bin, "--profile", "work")
	if err != nil {
		p.t.Fatal(err)
	}
	return terminal{s, p.t}
}

func (d terminal) press(keys ...string) {
	d.t.Helper()
	if err := d.Press(keys...); err != nil {
		d.t.Fatal(err)
	}
}

func (d terminal) sees(words ...string) {
	d.t.Helper()
	if err := d.WaitFor(d.t.Context(), words...); err != nil {
		d.t.Fatalf("%v\n%s", err, d.Text())
	}
}

// answers presses a key until a dialog has taken it: one that opens ignores keys at first.
func (d terminal) answers(key, dialog string) {
	d.t.Helper()
	if err := d.Answer(d.t.Context(), key, dialog); err != nil {
		d.t.Fatalf("%v\n%s", err, d.Text())
	}
}

// opens presses a key until a text shows that it was taken.
func (d terminal) opens(key, text string) {
	d.t.Helper()
	for range 20 {
		if strings.Contains(d.Text(), text) {
			return
		}
		time.Sleep(400 * time.Millisecond)
		d.press(key)
		time.Sleep(200 * time.Millisecond)
	}
	d.t.Fatalf("%s does not show %q\n%s", key, text, d.Text())
}

// finds narrows the list to what is typed.
func (d terminal) finds(typed string) {
	d.t.Helper()
	d.opens("esc", "AGE") // back from an attempt that one enter more has opened
	d.press("/", "\x15"+typed, "enter")
	d.sees("/ " + typed)
}

// leaves closes the desk.
func (d terminal) leaves() {
	d.t.Helper()
	d.press("ctrl+c")
	if _, err := d.Wait(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

// rejects opens the dialog for the attempt in focus, gives a reason and confirms.
func (d terminal) rejects(reason string) {
	d.t.Helper()
	d.opens("r", "Reject ")
	d.sees("Outcomes", "The LMS carries this out itself")
	d.opens("c", "enter keep the reason")
	d.press(reason, "enter")
	d.sees("Reason", reason, "enter reject")
	d.answers("enter", "Outcomes")
}

const (
	attempts = "proctoring_proctoredexamstudentattempt"
	reviews  = "proctoring_proctoredexamsoftwaresecurereview"
	lab      = `SELECT a.%s FROM proctoring_proctoredexamstudentattempt a JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id
		JOIN auth_user u ON u.id = a.user_id WHERE u.username = 'olga' AND e.exam_name = 'Laboratory'`
)

// of is a column of olga's attempt at the laboratory.
func of(column string) string { return strings.Replace(lab, "%s", column, 1) }

// TestE2EWithoutDatabase has a member of staff work on an LMS whose database nobody gave
// them: sign in, the queue, a learner, a rejection that is undone in time and one that is
// not, 30 minutes more for several, one attempt that is resumed. Then the LMS's tables,
// and what its services were told, say what was done, once.
func TestE2EWithoutDatabase(t *testing.T) {
	l := lms.Start(t, lms.Options{})
	p := signedIn(t, l, "staff")
	d := p.desk(120, 40)
	d.sees("Needs decision", "Waiting ?", "Stuck ?", "an LMS shows them", "pages in 3 courses")
	told, allowances := l.LastTold(), l.Number("SELECT COUNT(*) FROM proctoring_proctoredexamstudentallowance")

	d.press("1")
	d.finds("olga")
	d.sees("▸", "Laboratory", "◆ needs decision")
	d.rejects("a phone")
	d.sees("u undo")
	d.press("u")
	d.sees("Undone: olga stays needs decision.")
	if got := l.Text(of("status")); got != "second_review_required" {
		t.Errorf("after a decision was undone the LMS has %s", got)
	}
	d.rejects("a person in the room")
	if err := d.WaitUntil(t.Context(), "the LMS to have it", func(string) bool { return l.Text(of("status")) == "rejected" }); err != nil {
		t.Fatal(err)
	}
	d.sees("rejected: olga", "1 decided")
	who := "(SELECT id FROM auth_user WHERE username = 'staff')"
	if n := l.Number("SELECT COUNT(*) FROM " + reviews + " WHERE attempt_code = (" + of("attempt_code") + ") AND review_status = 'Suspicious' AND reviewed_by_id = " + who +
		" AND raw_data LIKE '%a person in the room%' AND raw_data NOT LIKE '%a phone%'"); n != 1 {
		t.Errorf("%d reviews are as the desk said", n)
	}
	once(t, l, told)

	d.finds("amina")
	d.press("9")
	d.sees("All ", "amina", "1 of 9")
	d.press("space", "space", "space")
	d.sees("3 marked")
	d.opens("A", "Allowances for the learners of 3 marked attempts")
	d.opens("30", "30_")
	d.press("enter")
	d.sees("3 to write", "30 more minutes")
	d.answers("enter", "to write")
	d.sees("3 allowances changed")
	d.answers("enter", "allowances changed")
	d.opens("esc", "AGE")
	d.press("U")
	if err := d.WaitUntil(t.Context(), "the marks to go", func(text string) bool { return !strings.Contains(text, "marked") }); err != nil {
		t.Fatal(err)
	}
	if n := l.Number("SELECT COUNT(*) FROM proctoring_proctoredexamstudentallowance a JOIN auth_user u ON u.id = a.user_id WHERE a.`key` = 'additional_time_granted' AND a.value = '30' AND u.username = 'amina'"); n < 3 {
		t.Errorf("%d allowances of 30 minutes at the LMS", n)
	}
	if n := l.Number("SELECT COUNT(*) FROM proctoring_proctoredexamstudentallowance"); n > allowances+3 {
		t.Errorf("%d allowances at the LMS, %d before", n, allowances)
	}
	resumes(t, l, d)
	d.leaves()
	after(t, p)
}

// once checks that the services heard about the rejection, and about nothing twice.
func once(t *testing.T, l *lms.LMS, told int64) {
	t.Helper()
	seen := map[string]int{}
	for _, one := range l.Told("", told) {
		seen[one.Who+" "+one.What]++
	}
	for what, n := range seen {
		if n != 1 && !strings.HasPrefix(what, "instructor") && !strings.HasPrefix(what, "certificates") && !strings.HasPrefix(what, "event") {
			t.Errorf("%s was told %d times", what, n)
		}
	}
	if len(seen) == 0 {
		t.Error("no service heard about the rejection")
	}
}

// resumes lets a learner go on whose attempt broke off.
func resumes(t *testing.T, l *lms.LMS, d terminal) {
	t.Helper()
	const resumable = "FROM " + attempts + " a JOIN auth_user u ON u.id = a.user_id JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id" +
		" WHERE a.status = 'error' AND a.is_resumable AND NOT a.ready_to_resume AND NOT a.resumed AND e.exam_name = 'Law final'"
	id := l.Number("SELECT MIN(a.id) " + resumable)
	name := l.Text("SELECT u.username FROM "+attempts+" a JOIN auth_user u ON u.id = a.user_id WHERE a.id = ?", id)
	if n := l.Number("SELECT COUNT(*) "+resumable+" AND u.username = ?", name); n != 1 {
		t.Fatalf("%s has %d attempts that can be resumed", name, n)
	}
	d.finds(name + " is:resumable exam:law")
	d.sees("1 of 1")
	d.opens("R", "the learner can open the exam again and")
	d.answers("enter", "the learner can open the exam again and")
	if err := d.WaitUntil(t.Context(), "the LMS to have it", func(string) bool {
		return l.Number("SELECT ready_to_resume FROM "+attempts+" WHERE id = ?", id) == 1
	}); err != nil {
		t.Errorf("%v\n%s", err, d.Text())
	}
}

// after checks what commands say, and that signing out leaves nothing of the LMS here.
func after(t *testing.T, p *person) {
	t.Helper()
	if said := p.run("", 0, "audit", "list", "--profile", "work"); !strings.Contains(said, "attempt.decide") || !strings.Contains(said, "allowance.grant") {
		t.Errorf("the record of what was done says\n%s", said)
	}
	if said := p.run("", 0, "mirror", "status", "--profile", "work"); !strings.Contains(said, "following") {
		t.Error(said)
	}
	said := p.run("", 0, "mirror", "sync", "--course", lms.Ethics, "--all", "--dry-run", "--profile", "work")
	if !strings.Contains(said, "3 pages of attempts; reading the other 2 takes the LMS about") {
		t.Error(said)
	}
	if said := p.run("", 0, "mirror", "sync", "--course", lms.Ethics, "--all", "--yes", "--profile", "work"); !strings.Contains(said, lms.Ethics+": all read") {
		t.Error(said)
	}
	files := func() []string {
		found, err := filepath.Glob(filepath.Join(p.home, ".local", "state", "examdesk", "mirror", "mirror-*"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	for _, name := range files() {
		if st, err := os.Stat(name); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by others: %v, %v", name, st, err)
		}
	}
	if len(files()) == 0 {
		t.Error("the mirror is missing")
	}
	p.run("", 0, "logout", "--profile", "work")
	if left := files(); len(left) > 0 {
		t.Errorf("signing out left %q", left)
	}
	p.run("", 4, "attempt", "list", "--profile", "work")
}
