//go:build !windows

package keys

import "syscall"

// openWithoutWaiting avoids waiting for a pipe that no one writes to.
const openWithoutWaiting = syscall.O_NONBLOCK
