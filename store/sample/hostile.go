package sample

import "strings"

// oddName is a name that trips programs up.
type oddName struct{ first, last, slug string }

// oddNames returns names that real people have and forms do not expect, and names
// that were chosen to do harm when they are drawn, sorted or exported.
func oddNames() []oddName {
	return []oddName{
		{"", "Mononym", "mononym"},
		{"", "", "nameless"},
		{"\x1b[31mRed", "Alert\x1b[0m", "red_alert"},
		{"\u202eevil", "override", "evil_override"},
		{`=HYPERLINK("https://example.com")`, "Formula", "formula"},
		{"👩\u200d🎓 Ada", "Emoji", "ada_emoji"},
		{"José María de los Ángeles Guadalupe Inmaculada", "Fernández de Córdoba y Álvarez de Toledo Ponce de León Zúñiga", "jose_delosangeles"},
		{"+1-800", "Sum", "plus_sum"},
		{"\x1b]52;c;c2FtcGxl\x07Clip", "Board", "clip_board"},
		{"Bobby'); DROP TABLE learners;--", "Tables", "bobby_tables"},
		{"<script>alert(1)</script>", "O'Brien-Smythe", "script_obrien"},
		{"Zero\u200bWidth", "Jo\u00adiner", "zero_width"},
		{"Z\u0335\u0321\u0322a\u0336\u0327l\u0338\u0328g\u0337o\u0334", "Marks", "zalgo_marks"},
		{"ＦＵＬＬ", "ＷＩＤＴＨ", "full_width"},
		{"Tab\tand", "Line\nBreak", "tab_break"},
		{strings.Repeat("Anna", 37), "Long", "anna_long"},
	}
}

// plainRemarks returns what reviewers write.
func plainRemarks() []string {
	return []string{
		"Browsing local computer", "Browsing other websites", "Screen sharing software detected",
		"Messaging application open", "Second monitor connected", "Copy and paste outside of the exam",
		"Another person in the room", "Looking away from computer", "Notes visible on the desk",
		"Using a phone", "Audio muted", "Photo ID not provided", "Face partly covered",
		"Exam environment not confirmed", "Left the camera view for two minutes", "Talking during the exam",
		"Reads the question aloud; lips moving — «quelle est la réponse ?»", "Calculator in use (allowed by the policy)",
		"Headphones worn, taken off when asked", "画面の外を見ている", "Кто-то вошёл в комнату", "Virtual machine suspected",
	}
}

// hostileRemarks returns remarks that do harm where they are drawn or exported as
// they are. The service quotes what ran on the learner's screen.
func hostileRemarks() []string {
	return []string{
		"Unclear: \x1b]52;c;c2FtcGxl\x07 text from a plugin\x1b[2J",
		"\x1b[2J\x1b[HScreen was cleared",
		"Rejected\rClean: no concerns at all      ",
		"Window title \u202egnp.exe was open",
		"=cmd|' /C calc'!A0",
		"@SUM(1+1)*2",
		"\x1b[31;1mRed\x1b[0m terminal on the desktop",
		"\u009b2Jand a one-byte escape",
		"Pasted: \x1b]8;;https://example.com\x07here\x1b]8;;\x07",
		"\u2066isolated\u2069 <img src=x onerror=alert(1)>",
		"Remark over\nthree\nlines",
		"Very long remark: " + strings.Repeat("the learner looks to the lower left again and again, ", 12),
	}
}
