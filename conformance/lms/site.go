//go:build e2e

package lms

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
)

// Root runs SQL as the administrator of the server, such as SET GLOBAL, KILL, or what
// takes a user's rights; several statements may be separated by semicolons.
func (l *LMS) Root(text string) {
	l.t.Helper()
	db := open(l.t, socketDSN(l.it.nodes[0].socket))
	defer func() { _ = db.Close() }()
	statements(l.t, db, text)
}

// Backup copies the database as it is now, and returns where. The database is stopped
// for that time.
func (l *LMS) Backup() string {
	l.t.Helper()
	to, err := os.MkdirTemp(l.Dir, "backup")
	if err != nil {
		l.t.Fatal(err)
	}
	l.StopDatabase(false)
	copied(l.t, l.it.nodes[0].data, filepath.Join(to, "mariadb"))
	l.StartDatabase()
	return to
}

// Restore brings a backup back: what was written since is gone, and numbers are given
// a second time.
func (l *LMS) Restore(backup string) {
	l.t.Helper()
	l.StopDatabase(false)
	if err := os.RemoveAll(l.it.nodes[0].data); err != nil {
		l.t.Fatal(err)
	}
	copied(l.t, filepath.Join(backup, "mariadb"), l.it.nodes[0].data)
	l.StartDatabase()
}

// Python runs a program inside the LMS, with its settings and its database, to the end.
// The first argument is the program's path.
func (l *LMS) Python(args ...string) {
	l.t.Helper()
	run(l.t, l.env(), here(l.t), interpreter(l.t), args...)
}

// Command is such a program that the caller starts, for example as one of several
// writers. It uses the first node of the database, unless its environment is given
// another one's (Node.Env) as well.
func (l *LMS) Command(ctx context.Context, args ...string) *exec.Cmd {
	l.t.Helper()
	cmd := exec.CommandContext(ctx, interpreter(l.t), args...) //nolint:gosec // the test names the program
	cmd.Dir, cmd.Env = here(l.t), l.env()
	return cmd
}
