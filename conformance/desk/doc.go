// Package desk drives the desk in a real terminal on a database that
// edx-proctoring wrote, and holds what it writes against what edx-proctoring's
// own Django admin writes for the same decisions. Its tests need a built binary
// and a Python with edx-proctoring; `make e2e` provides both.
package desk
