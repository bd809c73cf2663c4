// Package desk opens the desk: on the store of a profile, or on sample data.
package desk
