package model

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretIsNeverShown(t *testing.T) {
	t.Parallel()
	const text = "hunter2hunter2"
	s := NewSecret(text)
	var shown []string
	for _, verb := range []string{"%s", "%v", "%+v", "%#v", "%q", "%x", "%X", "%d", "%T|%v"} {
		shown = append(shown, fmt.Sprintf(verb, s), fmt.Sprintf(verb, &s), fmt.Sprintf(verb, struct{ Key Secret }{s}), fmt.Sprintf(verb, []Secret{s}))
	}
	data, err := json.Marshal(map[string]any{"a": s, "b": &s})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", s, "keys", []Secret{s})
	shown = append(shown, string(data), log.String(), fmt.Sprint(s), fmt.Errorf("with %v", s).Error())
	for _, out := range shown {
		if strings.Contains(out, text) || strings.Contains(strings.ToLower(out), fmt.Sprintf("%x", text)) {
			t.Errorf("the secret is shown: %s", out)
		}
	}
	if s.Reveal() != text || s.IsZero() || !(Secret{}).IsZero() || (Secret{}).String() != "" {
		t.Error("the secret is not kept")
	}
}
