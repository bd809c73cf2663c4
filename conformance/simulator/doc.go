// Package simulator lets edx-proctoring itself talk to the mock proctoring
// service, in both directions.
package simulator
