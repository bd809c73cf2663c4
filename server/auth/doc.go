// Package auth finds out who asks: from a token that the platform or this server
// signed, in a header or in the platform's two cookies.
package auth
