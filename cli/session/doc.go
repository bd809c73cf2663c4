// Package session signs in at a server, signs out, and says who is signed in.
package session
