// Package crash kills the process that writes a store, and fills its disk, and then goes
// on: the next process opens the store, lists its attempts and decides one.
// Nothing that was confirmed is lost, and nothing is done twice.
package crash
