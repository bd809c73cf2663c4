// Package database follows an LMS's MySQL or MariaDB database into a mirror, by a user
// who may only read. It reads ranges and lists of keys, by primary keys and stock
// indexes, over one connection, without locks; no statement should take longer than
// 50 ms.
//
// A table that only grows (a feed) names what has changed; what it names is read again
// by key in the same snapshot. What leaves no trace in a feed is found by the sweep,
// which compares checksums of all columns.
package database
