// Package doctor has the command doctor, which checks everything that examdesk works
// with.
package doctor
