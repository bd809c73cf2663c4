// Package profile has the commands on the profiles of the configuration.
package profile
