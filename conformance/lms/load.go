//go:build e2e

package lms

import (
	"database/sql"
	_ "embed" // the statements
	"strconv"
	"strings"
)

//go:embed load.sql
var loadSQL string

// Loaded is a course that Load made, and how many rows of it there are.
type Loaded struct {
	Course                               string
	Learners, Attempts, History, Reviews int64
	Comments, Archived, Allowances       int64
}

// Load makes a course with n attempts by SQL: five exams, a learner for every five
// attempts, histories, reviews and comments. The LMS itself was not asked, and no
// service was told.
func (l *LMS) Load(n int) Loaded {
	l.t.Helper()
	learners := max(1, n/5)
	done := Loaded{Course: "course-v1:NordicU+LOAD" + strconv.Itoa(n) + "+2026", Learners: int64(learners)}
	// @staff and the temporary tables live as long as the connection.
	db, err := sql.Open("mysql", l.OwnerDSN+"&multiStatements=true")
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	c, err := db.Conn(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	set := "SET @n = " + strconv.Itoa(n) + ", @learners = " + strconv.Itoa(learners) + ", @course = '" + done.Course +
		"', @staff = (SELECT MIN(id) FROM auth_user WHERE is_staff);\n"
	text := strings.NewReplacer("seq_1_to_N", "seq_1_to_"+strconv.Itoa(n), "seq_1_to_L", "seq_1_to_"+strconv.Itoa(learners)).Replace(loadSQL)
	if _, err := c.ExecContext(l.t.Context(), set+text); err != nil {
		l.t.Fatal(err)
	}
	of := " WHERE %s IN (SELECT id FROM proctoring_proctoredexam WHERE course_id = ?)"
	for _, count := range []struct {
		into        *int64
		from, where string
	}{
		{&done.Attempts, "studentattempt", "proctored_exam_id"},
		{&done.History, "studentattempt_history", "proctored_exam_id"},
		{&done.Reviews, "softwaresecurereview", "exam_id"},
		{&done.Comments, "studentattemptcomment c JOIN proctoring_proctoredexamsoftwaresecurereview r ON r.id = c.review_id", "r.exam_id"},
		{&done.Archived, "softwaresecurereviewhistory", "exam_id"},
		{&done.Allowances, "studentallowance", "proctored_exam_id"},
	} {
		*count.into = l.Number("SELECT COUNT(*) FROM proctoring_proctoredexam"+count.from+strings.Replace(of, "%s", count.where, 1), done.Course)
	}
	return done
}
