// Package doctor has the command doctor, which looks at all that examdesk works
// with.
package doctor
