// Package theme holds how the desk looks: colours by role, glyphs, and the
// widths of text in terminal cells.
//
// A role is painted with a prefix and a suffix that are made once, because a
// screen is drawn at every key and a styling library costs more per cell than
// everything else together. Colour never carries a meaning alone: whoever
// paints a status writes its word and its glyph too.
package theme
