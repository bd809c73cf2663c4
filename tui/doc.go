// Package tui is the desk: it asks model's roles, draws the answers through
// package view, and turns keys into decisions.
//
// There is one Bubble Tea model, root, which holds the screens on one stack.
// Screens are packages that do not know each other; they know package host. What
// is asked goes through [host.Ask], so that a panic in an answer becomes a failure
// that is shown and every answer says when it came: Update and View read no clock.
package tui
