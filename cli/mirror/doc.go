// Package mirror has the commands on what is kept on this machine of an LMS: mirror
// status, sync and drop.
package mirror
