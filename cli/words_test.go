package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The case of an e-mail's letters does not count, as it does not to an LMS; a
// line that names two people goes to neither.
func TestAllowancesByEmail(t *testing.T) {
	home, store := bytesHome(t)
	staff := firstRow(t, store, "SELECT username FROM auth_user WHERE is_staff AND is_active ORDER BY id LIMIT 1")
	a := firstRow(t, store, "SELECT username FROM auth_user WHERE NOT is_staff AND email <> '' ORDER BY id LIMIT 1")
	email := firstRow(t, store, "SELECT email FROM auth_user WHERE username = '"+a+"'")
	other := firstRow(t, store, "SELECT email FROM auth_user WHERE NOT is_staff AND email <> '' ORDER BY id LIMIT 1 OFFSET 1")
	exam := firstRow(t, store, "SELECT id FROM proctoring_proctoredexam WHERE is_active ORDER BY id LIMIT 1")
	granted := func() string {
		return firstRow(t, store, "SELECT count(*) FROM proctoring_proctoredexamstudentallowance l JOIN auth_user u ON u.id = l.user_id WHERE l.value = '37'")
	}
	for _, c := range []struct {
		csv    string
		status int
		has    string
	}{
		{"username,email,exam,minutes\n" + a + "," + other + "," + exam + ",37\n", 3, "0"},
		{"email,exam,minutes\n" + strings.ToUpper(email) + "," + exam + ",37\n", 0, "1"},
		{"username,email,exam,minutes\n" + a + "," + strings.ToUpper(email) + "," + exam + ",37\n", 0, "1"},
	} {
		path := filepath.Join(t.TempDir(), "a.csv")
		if err := os.WriteFile(path, []byte(c.csv), 0o600); err != nil {
			t.Fatal(err)
		}
		status, said := keysRun(t, home, "", "--store", store, "--as", staff, "allowance", "import", path, "--yes")
		if status != c.status || granted() != c.has {
			t.Errorf("%q: %d, %s granted, %s", c.csv, status, granted(), said)
		}
	}
}

// A recording's address that cannot be kept is not dropped without a word, and
// what an exam's change sends is in the outbox.
func TestNothingIsDroppedSilently(t *testing.T) {
	home, store := seeded(t, 300)
	staff := firstRow(t, store, "SELECT username FROM auth_user WHERE is_staff AND is_active ORDER BY id LIMIT 1")
	at := "FROM proctoring_proctoredexamstudentattempt a JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id " +
		"WHERE e.is_proctored AND e.backend = 'software_secure' AND a.status = 'submitted' AND coalesce(a.external_id, '') <> '' ORDER BY a.id LIMIT 1"
	code, external := firstRow(t, store, "SELECT a.attempt_code "+at), firstRow(t, store, "SELECT a.external_id "+at)
	body := `{"examMetaData": {"ssiRecordLocator": "` + external + `"}, "reviewStatus": "Clean", "videoReviewLink": "https://v.example/1", "webCamComments": [], "desktopComments": []}`
	status, said := keysRun(t, home, body, "--store", store, "--as", staff, "review", "receive", code, "-", "--yes")
	if status != 0 || !strings.Contains(said, "PROCTORING_BACKENDS.software_secure.video_review_aes_key, which encrypts it, is not configured: it is not kept") {
		t.Errorf("%d, %s", status, said)
	}
	exam := firstRow(t, store, "SELECT id FROM proctoring_proctoredexam WHERE is_active AND is_proctored ORDER BY id LIMIT 1")
	if status, said := keysRun(t, home, "", "--store", store, "--as", staff, "exam", "set", exam, "--minutes", "77", "--yes"); status != 0 {
		t.Fatal(said)
	}
	if n := firstRow(t, store, "SELECT count(*) FROM examdesk_outbox WHERE kind = 'event' AND payload LIKE '%edx.special_exam.%.updated%'"); n != "1" {
		t.Errorf("%s events of exams; %s", n, firstRow(t, store, "SELECT coalesce(group_concat(kind || substr(payload, 1, 200), char(10)), 0) FROM (SELECT * FROM examdesk_outbox ORDER BY id DESC LIMIT 3)"))
	}
}
