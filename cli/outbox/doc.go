// Package outbox has the commands on messages to the platform: outbox list,
// deliver and retry.
package outbox
