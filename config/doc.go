// Package config knows what a person has configured: profiles and settings, where
// secrets are, and which store a run uses. It opens the store of a profile together
// with its proctoring services, and hands out the roles of package model. It knows
// neither commands nor screens.
package config
