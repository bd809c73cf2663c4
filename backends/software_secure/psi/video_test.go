package psi

import "testing"

func TestDecryptRefuses(t *testing.T) {
	t.Parallel()
	const key = "000102030405060708090a0b0c0d0e0f"
	good, err := EncryptVideoURL("https://video.example.com/1", key)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ data, key string }{
		"not base64":    {"***", key},
		"empty":         {"", key},
		"half a block":  {"AAAA", key},
		"another key":   {string(good), "ff0102030405060708090a0b0c0d0e0f"},
		"short key":     {string(good), "0001"},
		"key not hex":   {string(good), "xyz"},
		"not encrypted": {"https://video.example.com/1", key},
	} {
		if got, err := DecryptVideoURL([]byte(c.data), c.key); err == nil {
			t.Errorf("%s: decrypted to %q", name, got)
		}
	}
}

func FuzzDecryptVideoURL(f *testing.F) {
	f.Add([]byte("WZSM6uw_MqkWjjn37XIA-g=="), "B886E02F19C77EC734B1B132BEECD91E")
	f.Fuzz(func(t *testing.T, data []byte, key string) {
		plain, err := DecryptVideoURL(data, key)
		if err != nil {
			return
		}
		if again, err := EncryptVideoURL(plain, key); err != nil || len(again) == 0 {
			t.Fatalf("%q does not encrypt again: %v", plain, err)
		}
	})
}
