//go:build !windows

package files

import (
	"io/fs"
	"os/user"
	"runtime"
	"strconv"
	"syscall"

	"examdesk/model"
)

func ownerOf(info fs.FileInfo) (int, bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(s.Uid), true
}

// adminGroup is the group of those who administer a Mac, who may become root.
// Homebrew's folders are theirs.
const adminGroup = 80

// mightAnyway reports whether the group that may write is one whose members can
// become root.
func mightAnyway(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && runtime.GOOS == "darwin" && s.Gid == adminGroup
}

func userName(id int) string {
	if u, err := user.LookupId(strconv.Itoa(id)); err == nil {
		return model.Clean(u.Username)
	}
	return "user id " + strconv.Itoa(id)
}
