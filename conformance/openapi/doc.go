// Package openapi holds the document of examdesk's own API against the standard, with
// a linter and a validator that others wrote.
package openapi
