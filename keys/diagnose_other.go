//go:build !(linux || freebsd || netbsd || openbsd || dragonfly)

package keys

import (
	"context"
	"runtime"
)

// diagnose reports whether the system has a keyring at all. macOS and Windows have one;
// whether it is locked shows only when it is used, in a call that has a time limit.
func diagnose(context.Context) standing {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		return stands(keyringThere)
	}
	return stands(noKeyring)
}
