package secrets

import (
	"testing"
)

func TestLooksSecret(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"9f86d081884c7d659a2feaa0c55ad015", "aGVsbG8gd29ybGQhIQ==", "Zm9vYmFyYmF6cXV4MTIzNDU2", "a/Zm9vYmFyYmF6cXV4MTIz/b"} {
		if !looksSecret(s) {
			t.Errorf("%s is taken for a name", s)
		}
	}
	for _, s := range []string{"platform_webhook", "default/software_secure/video_review_aes_key", "term/psi2/secret_key", "autumn-2026-onsite/rest/client_secret"} {
		if looksSecret(s) {
			t.Errorf("%s is taken for a secret", s)
		}
	}
}
