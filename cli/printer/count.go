package printer

// YesNo writes a switch as yes or no.
func YesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
