//go:build !windows

package keys

import (
	"os"
	"os/signal"
	"syscall"
)

// limitFiles keeps this process from writing more than 1 kB into a file, as a
// full disk does.
func limitFiles() {
	if os.Getenv("EXAMDESK_TEST_FULL") == "" {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1024, Max: 1024}); err != nil {
		panic(err)
	}
}
