// Package signin signs people and programs in at an LMS, or at another examdesk, and
// keeps the sign-in good: OAuth 2 with an application's secret, with a password, or in
// the person's browser (authorization code with PKCE), tokens that are renewed early,
// once, and by one process at a time, and what a refusal means.
package signin
