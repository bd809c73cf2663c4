// Package steps carries out changes of many things: it says the plan, asks, does it
// one by one and says what became of each.
package steps
