package model

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Secret holds a text that is never shown: whatever prints, logs or encodes it
// gets a placeholder. Reveal is the only way to the text.
type Secret struct{ text string }

// secretShown is printed in place of a secret.
const secretShown = "(secret)"

// NewSecret keeps a text from being shown.
func NewSecret(text string) Secret { return Secret{text: text} }

// Reveal returns the text itself, for what must be computed or sent with it.
func (s Secret) Reveal() string { return s.text }

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s.text == "" }

// String implements [fmt.Stringer].
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return secretShown
}

// Format implements [fmt.Formatter], so that no verb reveals the text.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalJSON implements [json.Marshaler].
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// MarshalText implements [encoding.TextMarshaler], and with it YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
