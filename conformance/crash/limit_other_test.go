//go:build !unix

package crash

const envLimit = "EXAMDESK_CRASH_LIMIT"

func limitFiles() {}
