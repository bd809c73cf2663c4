// Package keys keeps secrets and reads them by their references. A [Vault] uses
// one place: the OS keyring, a file encrypted with a passphrase, a credential
// helper, or, only when configured by name, plain text. It reports which one and
// why, and never goes to a lesser place in silence. No secret appears in an
// error, a log or the list of names.
package keys
