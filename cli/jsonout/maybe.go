package jsonout

// MaybeList is a list that may be unknown: nil is printed as null, unlike every other
// list, and an empty one as [].
type MaybeList []string
