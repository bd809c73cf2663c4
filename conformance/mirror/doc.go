// Package mirror holds mirrors against the databases that they follow: a MariaDB of its
// own, changed as an LMS and its administrators change it. The tests need MariaDB and
// are run by .ci/lms.
package mirror
