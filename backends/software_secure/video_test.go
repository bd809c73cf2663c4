package softwaresecure

import (
	"encoding/json"
	"os"
	"testing"
)

// TestVideoVectors holds both directions against what edx-proctoring made.
func TestVideoVectors(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		AES []struct {
			Key     string `json:"key_hex"`
			Plain   string `json:"plaintext"`
			Encoded string
		}
	}
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors.AES {
		got, err := EncryptVideoURL(v.Plain, v.Key)
		if err != nil || string(got) != v.Encoded {
			t.Errorf("encrypt %q: %q, %v; recorded %q", v.Plain, got, err, v.Encoded)
		}
		plain, err := DecryptVideoURL([]byte(v.Encoded), v.Key)
		if err != nil || plain != v.Plain {
			t.Errorf("decrypt: %q, %v; recorded %q", plain, err, v.Plain)
		}
	}
	if len(vectors.AES) < 20 {
		t.Errorf("only %d vectors", len(vectors.AES))
	}
}

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
