// Package keys stores secrets and reads them by reference. A [Vault] uses one place:
// the OS keyring, a file encrypted with a passphrase, a credential helper or, only if
// configured by name, plain text. It reports which place it uses and why, and never
// falls back silently to a less secure one. No secret appears in an error, a log or the
// list of names.
package keys
