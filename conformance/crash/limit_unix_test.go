//go:build unix

package crash

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"
)

// envLimit is how long the writer's files may become, in bytes.
const envLimit = "EXAMDESK_CRASH_LIMIT"

// limitFiles makes the disk of this process full, as far as it can tell.
func limitFiles() {
	n, err := strconv.ParseUint(os.Getenv(envLimit), 10, 64)
	if err != nil {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
		panic(err)
	}
}
