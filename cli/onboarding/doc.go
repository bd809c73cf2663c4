// Package onboarding has the command for who of a course has onboarded.
package onboarding
