package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"examdesk/model"
)

// The headers of a message.
const (
	HeaderKey       = "Idempotency-Key"
	HeaderTimestamp = "X-Examdesk-Timestamp"
	HeaderSignature = "X-Examdesk-Signature"
)

// signatureScheme goes before a signature, so that another one can come later.
const signatureScheme = "v1="

// Sign makes the signature header of a body that is sent at a time, in seconds
// since 1970.
func Sign(secret []byte, timestamp string, body []byte) string {
	return signatureScheme + hex.EncodeToString(sum(secret, timestamp, body))
}

func sum(secret []byte, timestamp string, body []byte) []byte {
	h := hmac.New(sha256.New, secret)
	_, _ = h.Write([]byte(timestamp + "."))
	_, _ = h.Write(body)
	return h.Sum(nil)
}

// Verify is for receivers: it returns nil if the body was signed with the
// secret no longer ago, and no further ahead, than the tolerance. The signature
// may list several, separated by commas, while a secret is being changed; one
// that is right is enough. A receiver must also remember the Idempotency-Key:
// within the tolerance a message can come twice.
func Verify(secret []byte, signature, timestamp string, body []byte, now time.Time, tolerance time.Duration) error {
	if len(secret) == 0 {
		return model.Errorf(model.CodeInvalid, "There is no secret to verify with.")
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return model.Errorf(model.CodeDenied, "The message's timestamp is not a number of seconds.")
	}
	limit := int64(tolerance / time.Second)
	if at := now.Unix(); seconds < at-limit || seconds > at+limit {
		return model.Errorf(model.CodeDenied, "The message's timestamp is too far from the current time.")
	}
	want := sum(secret, timestamp, body)
	for part := range strings.SplitSeq(signature, ",") {
		digits, ok := strings.CutPrefix(strings.TrimSpace(part), signatureScheme)
		if !ok {
			continue
		}
		if got, err := hex.DecodeString(digits); err == nil && hmac.Equal(got, want) {
			return nil
		}
	}
	return model.Errorf(model.CodeDenied, "The message's signature is not valid.")
}
