// Package softwaresecure speaks the formats of PSI's SoftwareSecure (RPNow) as
// edx-proctoring 5.2.0 does. It is pure: keys are handed in, nothing is sent.
package softwaresecure

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5" //nolint:gosec // the format's initialization vector, not a protection
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
)

// Name is the service's name in the settings and in an exam's backend.
const Name = "software_secure"

// errPadding is returned alone, whatever was wrong with the plain text, since
// all that it can mean is another key.
var errPadding = errors.New("the link does not decrypt: it was encrypted with another video_review_aes_key")

// DecryptVideoURL decrypts a review's encrypted_video_url with the backend's
// video_review_aes_key, given in hex: AES-CBC with PKCS7 under URL-safe base64
// (edx-proctoring 5.2.0, utils.decode_and_decrypt).
func DecryptVideoURL(encrypted []byte, keyHex string) (string, error) {
	block, key, err := videoCipher(keyHex)
	if err != nil {
		return "", err
	}
	data := make([]byte, base64.URLEncoding.DecodedLen(len(encrypted)))
	n, err := base64.URLEncoding.Decode(data, encrypted)
	if err != nil {
		return "", fmt.Errorf("decode the encrypted link: %w", err)
	}
	data = data[:n]
	if n == 0 || n%aes.BlockSize != 0 {
		return "", fmt.Errorf("the encrypted link has %d bytes, which is no whole number of blocks", n)
	}
	cipher.NewCBCDecrypter(block, videoIV(key)).CryptBlocks(data, data)
	pad := int(data[n-1])
	if pad == 0 || pad > aes.BlockSize || !bytes.Equal(data[n-pad:], bytes.Repeat([]byte{byte(pad)}, pad)) {
		return "", errPadding
	}
	return string(data[:n-pad]), nil
}

// EncryptVideoURL is the inverse of [DecryptVideoURL].
func EncryptVideoURL(url, keyHex string) ([]byte, error) {
	block, key, err := videoCipher(keyHex)
	if err != nil {
		return nil, err
	}
	pad := aes.BlockSize - len(url)%aes.BlockSize
	data := append([]byte(url), bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, videoIV(key)).CryptBlocks(data, data)
	out := make([]byte, base64.URLEncoding.EncodedLen(len(data)))
	base64.URLEncoding.Encode(out, data)
	return out, nil
}

func videoCipher(keyHex string) (cipher.Block, []byte, error) {
	key, err := hex.DecodeString(keyHex)
	if err != nil {
		return nil, nil, errors.New("video_review_aes_key is not hexadecimal")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, nil, fmt.Errorf("video_review_aes_key has %d bytes; it takes 16, 24 or 32", len(key))
	}
	return block, key, nil
}

// videoIV is the first 16 hex characters, as ASCII, of md5(key + hex(md5(key))).
func videoIV(key []byte) []byte {
	inner := md5.Sum(key)                                                               //nolint:gosec // prescribed by the format
	outer := md5.Sum(append(append([]byte{}, key...), hex.EncodeToString(inner[:])...)) //nolint:gosec // the same
	return []byte(hex.EncodeToString(outer[:])[:aes.BlockSize])
}
