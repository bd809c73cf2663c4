// Package apiext answers what goes beyond edx-proctoring's own API: the roles of model
// on a state store, one operation of package wire each, for the person who asks. It
// decides nothing: what is done is the state store's.
package apiext
