// Package lms is a state store at an LMS. What is asked of it is answered by a store on a
// mirror of the LMS's tables; what is changed goes to the LMS's API, is compared there
// before, read back there afterwards, and handed to the mirror. What the API cannot do is
// refused beforehand, with who can do it, and where.
//
// Nothing is sent twice by itself. A change whose fate is not known is looked for in the
// LMS; if that does not settle it, the error is [model.ErrUnsettled], and a person decides.
package lms
