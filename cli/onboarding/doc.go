// Package onboarding has the command that lists the onboarding of a course.
package onboarding
