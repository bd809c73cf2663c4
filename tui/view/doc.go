// Package view draws the desk: pure functions from the domain's values to
// lines of text.
//
// Nothing here reads a clock, an environment or a file, and nothing keeps
// state: what is shown follows from the arguments alone. Every line is exactly
// [Frame.Width] cells wide. Parts that fill a place are exactly [Frame.Height]
// lines high; parts that scroll ([Detail], [Help]) return all their lines, and
// [Window] cuts out what is in sight.
//
// Text from a store reaches a line only through model.Text's cleaned form, and
// the line checks again: no escape but the theme's own leaves this package.
package view
