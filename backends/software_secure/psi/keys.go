package psi

import (
	"bytes"
	"crypto/aes"
	"crypto/des" //nolint:gosec // prescribed by the format
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"examdesk/model"
)

// ExamPassword is the attempt's code encrypted with crypto_key: Triple DES block
// by block, in base64 (edx-proctoring 5.2.0, software_secure._encrypt_password).
// As there the padding counts characters and not bytes, so a code outside ASCII
// cannot be encrypted.
func ExamPassword(key model.Secret, attemptCode string) (string, error) {
	if err := CheckCryptoKey(key); err != nil {
		return "", err
	}
	block, err := des.NewTripleDESCipher(threeKeys([]byte(key.Reveal()))) //nolint:gosec // prescribed by the format
	if err != nil {
		return "", errors.New("crypto_key cannot be used")
	}
	pad := des.BlockSize - utf8.RuneCountInString(attemptCode)%des.BlockSize
	data := []byte(attemptCode + strings.Repeat(string(rune(pad)), pad))
	if len(data)%des.BlockSize != 0 {
		return "", errors.New("the attempt's code has characters outside ASCII and cannot be encrypted")
	}
	for part := range slices.Chunk(data, des.BlockSize) {
		block.Encrypt(part, part)
	}
	return base64.StdEncoding.EncodeToString(data), nil
}

// threeKeys makes K1 K2 K1 of a key of two parts.
func threeKeys(key []byte) []byte {
	if len(key) == 2*des.BlockSize {
		return slices.Concat(key, key[:des.BlockSize])
	}
	return key
}

// CheckCryptoKey is the reason why a crypto_key cannot be used, nil if it can. No
// part of the key is in it. As in the original two equal parts one after another
// are refused, the lowest bit of each byte aside: what is left is single DES.
func CheckCryptoKey(key model.Secret) error {
	k := []byte(key.Reveal())
	switch len(k) {
	case 0:
		return errors.New("crypto_key is empty")
	case 2 * des.BlockSize, 3 * des.BlockSize:
	default:
		return fmt.Errorf("crypto_key has %d bytes; it takes 16 or 24", len(k))
	}
	parts := slices.Collect(slices.Chunk(withParity(k), des.BlockSize))
	for i := range parts[1:] {
		if bytes.Equal(parts[i], parts[i+1]) {
			return fmt.Errorf("crypto_key is degenerate: its parts %d and %d of 8 bytes are equal", i+1, i+2)
		}
	}
	return nil
}

// withParity sets the lowest bit of each byte so that its ones are odd in number.
func withParity(key []byte) []byte {
	out := make([]byte, len(key))
	for i, b := range key {
		out[i] = b&^1 | byte(1-bits.OnesCount8(b&^1)%2)
	}
	return out
}

// CheckVideoKey is the reason why a video_review_aes_key cannot be used, nil if
// it can. No part of the key is in it.
func CheckVideoKey(key model.Secret) error {
	if key.IsZero() {
		return errors.New("video_review_aes_key is empty")
	}
	_, _, err := videoCipher(key.Reveal())
	return err
}

// CheckSecretKey is the reason why a secret_key cannot be used, nil if it can.
func CheckSecretKey(key model.Secret) error {
	switch {
	case key.IsZero():
		return errors.New("secret_key is empty")
	case !isASCII(key.Reveal()):
		return errors.New("secret_key has characters outside ASCII")
	}
	return nil
}

// CheckKeyID is the reason why a secret_key_id cannot be used, nil if it can. It is
// a part of a header.
func CheckKeyID(id string) error {
	switch {
	case id == "":
		return errors.New("secret_key_id is empty")
	case !isASCII(id):
		return errors.New("secret_key_id has characters outside ASCII")
	case strings.ContainsFunc(id, unicode.IsControl):
		return errors.New("secret_key_id has control characters")
	}
	return nil
}

func videoKeyBytes(keyHex string) ([]byte, error) {
	key, err := hex.DecodeString(keyHex)
	switch {
	case err != nil:
		return nil, errors.New("video_review_aes_key is not hexadecimal")
	case len(key) != aes.BlockSize && len(key) != 24 && len(key) != 32:
		return nil, fmt.Errorf("video_review_aes_key has %d bytes; it takes 16, 24 or 32", len(key))
	}
	return key, nil
}
