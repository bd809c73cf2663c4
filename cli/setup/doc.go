// Package setup is what the commands of an installation need: the flags that choose a
// configuration and a profile, what opens its store, its secrets, its journal, and
// questions whose answers are not shown. It knows no command.
package setup
