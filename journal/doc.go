// Package journal keeps decisions safe between the moment a person takes them
// and the moment the store has confirmed them.
//
// A [Journal] decorates whatever takes decisions. A decision is on disk before
// Hold returns, can be undone for a few seconds, is given to the store under an
// id and a stamp that never change, and leaves when the store has confirmed it
// or a person has withdrawn it. A process that ends at any point, by kill -9 or
// by a power cut, leaves its open decisions to the next one, which asks a
// person before it sends them.
//
// Each process writes a file of its own, one checksummed line per record, and
// holds a lock beside it for as long as it lives. The files are named by the
// store's identity, and lines that cannot be read are kept aside.
// docs/decisions/0002-journal-files.md and 0020 say why it is built this way.
package journal
