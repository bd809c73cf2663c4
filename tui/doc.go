// Package tui is the desk: it asks model's roles, draws the answers through
// package view, and turns keys into decisions.
//
// There is one Bubble Tea model, root. Everything else is a plain struct with
// methods that change it and return the commands to run; no command touches
// them. What is asked goes through [ask], so that a panic in an answer becomes
// a failure that is shown and every answer says when it came: Update and View
// read no clock. Requests of one kind share a lane: a new one cancels the
// former, whose late answer or late error is dropped.
package tui
