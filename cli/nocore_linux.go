package cli

import (
	"golang.org/x/sys/unix"
)

// withoutCore keeps the kernel from writing the memory of this process, with the
// secrets in it, to a file when it crashes. The limit stops core files; the flag also
// stops programs that cores are piped to.
func withoutCore() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
