//go:build !windows

package keys

import "syscall"

// openWithoutWaiting keeps a pipe that nobody writes to from being waited for.
const openWithoutWaiting = syscall.O_NONBLOCK
