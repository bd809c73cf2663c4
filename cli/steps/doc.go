// Package steps carries out changes to many things: it shows the plan, asks, makes
// the changes one by one and prints the result of each.
package steps
