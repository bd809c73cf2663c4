// Package lms starts the LMS that end-to-end tests run against: edx-proctoring 6.1.4
// under gunicorn on MariaDB, with sign-in, roles, services and tables as a site has them.
// Everything in it is made up, listens on 127.0.0.1 alone and ends with the test.
//
// What it is made of beside Go lies in the same folder: settings.py and the other
// Python files are the LMS, world.json its people and attempts, readonly.sql the
// database user that an administrator makes for examdesk. The package exists with the
// build tag e2e only; .ci/lms installs what it needs.
package lms
