// Package store keeps the proctoring state in SQL: the schema, the queries and
// the writes. Nothing is decided here.
//
// The tables are edx-proctoring's own, as Django makes them. A store may be a
// guest's: opening one changes no byte, and tables of ours (examdesk_*) come
// only with [Store.Migrate]; without them everything works, slower.
package store
