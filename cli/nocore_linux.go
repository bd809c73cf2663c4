package cli

import (
	"golang.org/x/sys/unix"
)

// withoutCore keeps the kernel from writing the memory of this process to a file
// when it crashes: secrets that were read are in it. The limit stops core files,
// the flag also programs that cores are piped to.
func withoutCore() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
