package psi

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5" //nolint:gosec // the format's initialization vector, not a protection
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"examdesk/model"
)

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
		return "", fmt.Errorf("the encrypted link has %d bytes, which is not a whole number of blocks", n)
	}
	cipher.NewCBCDecrypter(block, videoIV(key)).CryptBlocks(data, data)
	pad := int(data[n-1])
	if pad == 0 || pad > aes.BlockSize || !bytes.Equal(data[n-pad:], bytes.Repeat([]byte{byte(pad)}, pad)) {
		return "", errPadding
	}
	return string(data[:n-pad]), nil
}

// InstructorURL is where an instructor sees the recording, decrypted and with
// the page that plays without a plug-in (edx-proctoring 5.2.0,
// software_secure.get_instructor_url). Where the original says nothing the error
// explains why; without a recording the address is empty.
func InstructorURL(encrypted []byte, keyHex model.Secret) (string, error) {
	if len(encrypted) == 0 {
		return "", nil
	}
	url, err := DecryptVideoURL(encrypted, keyHex.Reveal())
	if err != nil {
		return "", err
	}
	if !utf8.ValidString(url) {
		return "", errPadding
	}
	return strings.ReplaceAll(url, "DirectLink-Generic", "DirectLink-HTML5"), nil
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
	key, err := videoKeyBytes(keyHex)
	if err != nil {
		return nil, nil, err
	}
	block, err := aes.NewCipher(key)
	return block, key, err
}

// videoIV is the first 16 hex characters, as ASCII, of md5(key + hex(md5(key))).
func videoIV(key []byte) []byte {
	inner := md5.Sum(key)                                                               //nolint:gosec // prescribed by the format
	outer := md5.Sum(append(append([]byte{}, key...), hex.EncodeToString(inner[:])...)) //nolint:gosec // the same
	return []byte(hex.EncodeToString(outer[:])[:aes.BlockSize])
}
