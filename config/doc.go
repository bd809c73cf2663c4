// Package config knows what a person has configured: profiles and settings, where
// secrets are, which store a run is about. It opens what a profile names, wired with
// its proctoring services, and hands out the roles of package model. It knows
// neither commands nor screens.
package config
