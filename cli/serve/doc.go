// Package serve has the command serve: the state store over HTTP.
package serve
