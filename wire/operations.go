package wire

// Operations returns all operations, in the order of the document.
func Operations() []Op {
	return []Op{
		FindAttempts.Op, StreamAttempts.Op, CountSections.Op, ReadAttempt.Op,
		Decide.Op,
		Can.Op,
	}
}
