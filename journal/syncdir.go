//go:build !windows

package journal

const syncsDirectories = true
