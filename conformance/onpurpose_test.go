package conformance

import "testing"

type onPurpose struct{}

func readOnPurpose(*testing.T) onPurpose { return onPurpose{} }

func (onPurpose) live(any, string) bool { return false }
