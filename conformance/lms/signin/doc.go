// Package signin signs people in at a real LMS with the program itself: through the
// pages of django-oauth-toolkit, with an HTTP client for a browser, with passwords, and
// as programs do.
package signin
