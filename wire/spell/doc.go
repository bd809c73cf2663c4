// Package spell writes model's values as JSON, reads them back and describes them. One
// table has how each sort of value is spelled, so that what is written, what is read
// and what the document of the API promises cannot differ.
//
// A struct is an object with its fields in their order, named as docs/json.md names
// them; embedded structs are part of the object. Times are UTC with at least
// microseconds; the zero time is null. Durations are seconds. A list that is nil is
// written as an empty one, which is read as nil. Text from outside is written as it is,
// except that bytes which are not UTF-8 are left out, as they are wherever text is drawn.
package spell
