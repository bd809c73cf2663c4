// Package host is what a screen of the desk knows of the desk, and all that it
// knows: what a screen is, the host that holds it, the keys that it offers, and how
// it asks the store.
//
// Screens lie on one stack. A screen asks through [Ask]; the answer goes to the
// screen that asked, wherever it lies by then, and to no one if it was closed.
// Screens do not know each other: what one needs of another is an interface of its
// own, which is handed in or found on the stack with [Find].
package host
