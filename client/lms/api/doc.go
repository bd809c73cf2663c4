// Package api speaks to an LMS: edx-proctoring's REST API v1 and the few calls of the
// platform that a desk needs. What an LMS answers becomes model's types, and its errors,
// in whatever shape they come, become model's errors with a [Failure] as their cause.
//
// An LMS serves learners first: one request is under way at a time, and those marked by
// [Background] take at most a tenth of the time.
package api
