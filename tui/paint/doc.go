// Package paint is the one writer between Bubble Tea and the terminal.
//
// Bubble Tea stays the keeper of the terminal's modes: raw mode, the alternate
// screen, pastes, the cursor. What it draws is dropped; frames are handed to a
// [Painter], which positions everything that it writes. Each row begins
// at its absolute position, and after text about whose width terminals disagree
// the column is said again; the terminal does not wrap while the desk is shown.
// So whatever a terminal believes of a text's width, nothing leaves its row, and
// what follows in the row stands in its column.
//
// Only rows that changed are written, each from the first column that differs,
// and a frame is one write. Frames that come too fast are left out, the newest
// never.
package paint
