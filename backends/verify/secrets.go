package verify

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"

	"examdesk/backends/settings"
	"examdesk/backends/software_secure/psi"
	"examdesk/model"
)

// secretForm looks at the form of one secret. What it says holds lengths and
// kinds, never a part of it.
func secretForm(key string) func(probe) outcome {
	return func(p probe) outcome {
		secret, there := p.svc.Secrets[key]
		k, _ := settings.Named(key)
		switch {
		case p.svc.Problems[key] != nil:
			return skip("not checked, since it could not be read")
		case !there && !k.Needs(p.svc.Kind):
			return absent(key)
		case !there:
			return skip("not checked, since it is missing")
		}
		found := stray(key, secret, p.svc.Name)
		switch key {
		case "crypto_key":
			return settingsProbe{p}.cryptoKey(found, secret)
		case "video_review_aes_key":
			return settingsProbe{p}.videoKey(found, secret)
		case "secret_key":
			return settingsProbe{p}.secretKey(found, secret)
		}
		return found.sum(fmt.Sprintf("%d characters, none of them stray", len([]rune(secret.Reveal()))))
	}
}

// absent explains what an optional secret would be good for.
func absent(key string) outcome {
	return skip("none is configured: links to recordings cannot be opened without %s; everything else works", key)
}

// again is how to set a secret again.
func again(service, key string) string {
	return fmt.Sprintf("Set it again: examdesk keys set %s/%s", service, key)
}

// stray finds what no secret has: nothing in it, blanks or line breaks around
// it, controls within, or the text of a template.
func stray(key string, secret model.Secret, service string) findings {
	var found findings
	s := secret.Reveal()
	switch {
	case strings.TrimSpace(s) == "":
		found.fail(model.CauseSettings, "it is empty", again(service, key))
	case strings.TrimRight(s, "\r\n") != s:
		found.fail(model.CauseSettings, "it ends with a line break, probably from a file or the clipboard", again(service, key))
	case strings.TrimSpace(s) != s:
		found.fail(model.CauseSettings, "there are spaces around it", again(service, key))
	case strings.ContainsFunc(s, unicode.IsControl):
		found.fail(model.CauseSettings, "it has control characters in it", again(service, key))
	case unrendered(s):
		found.fail(model.CauseSettings, "it is a template that was never filled in", again(service, key))
	case len(s) > 1 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0]:
		found.warn(model.CauseSettings, "it has quotation marks around it, as if they belonged to it", again(service, key))
	}
	return found
}

// cryptoKey: two or three different keys of DES, which PSI shares.
func (p settingsProbe) cryptoKey(found findings, secret model.Secret) outcome {
	if err := psi.CheckCryptoKey(secret); err != nil && len(found) == 0 {
		found.fail(model.CauseSettings, withoutKey(err, "crypto_key"), "Ask the service's operator for a Triple DES key of 16 or 24 bytes, and "+lower(again(p.svc.Name, "crypto_key")))
	}
	n, parts := len(secret.Reveal()), "two different parts"
	if n == 24 && secret.Reveal()[:8] != secret.Reveal()[16:] {
		parts = "three different parts"
	}
	return found.sum(fmt.Sprintf("%d bytes, %s", n, parts))
}

// videoKey: a key of AES in hex.
func (p settingsProbe) videoKey(found findings, secret model.Secret) outcome {
	if err := psi.CheckVideoKey(secret); err != nil && len(found) == 0 {
		found.fail(model.CauseSettings, withoutKey(err, "video_review_aes_key"), "Write it in hex, with 32, 48 or 64 digits. "+again(p.svc.Name, "video_review_aes_key"))
	}
	return found.sum(fmt.Sprintf("AES-%d in hex", 8*hex.DecodedLen(len(secret.Reveal()))))
}

// secretKey and the name under which PSI knows it are sent as ASCII.
func (p settingsProbe) secretKey(found findings, secret model.Secret) outcome {
	if err := psi.CheckSecretKey(secret); err != nil && len(found) == 0 {
		found.fail(model.CauseSettings, withoutKey(err, "secret_key"), again(p.svc.Name, "secret_key"))
	}
	id := p.svc.Text("secret_key_id")
	// The configuration check reports that there is none.
	if id != "" && (psi.CheckKeyID(id) != nil || strings.TrimSpace(id) != id) {
		found.fail(model.CauseSettings, "the key id "+quoted(id)+" has spaces around it or characters outside ASCII", "Correct secret_key_id.")
	}
	return found.sum(fmt.Sprintf("%d characters of ASCII, for the key id %s", len(secret.Reveal()), quoted(id)))
}

// withoutKey makes the end of a sentence about a key a sentence about "it".
func withoutKey(err error, key string) string {
	return "it " + strings.TrimPrefix(strings.TrimPrefix(err.Error(), key), " ")
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }
