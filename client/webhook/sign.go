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

// signatureScheme precedes a signature, so that another scheme can be added later.
const signatureScheme = "v1="

// Sign returns the signature header of a body that is sent at a time, in seconds since
// 1970.
func Sign(secret []byte, timestamp string, body []byte) string {
	return signatureScheme + hex.EncodeToString(sum(secret, timestamp, body))
}

func sum(secret []byte, timestamp string, body []byte) []byte {
	h := hmac.New(sha256.New, secret)
	_, _ = h.Write([]byte(timestamp + "."))
	_, _ = h.Write(body)
	return h.Sum(nil)
}

// Verify is for receivers. It returns nil if the body was signed with the secret and
// the timestamp differs from now by at most the tolerance. While a secret is being
// changed the header may list several signatures, separated by commas; one valid
// signature is enough. A receiver must also remember the Idempotency-Key, because a
// message can arrive twice within the tolerance.
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
