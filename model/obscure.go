package model

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the original's hash, by which services know their learners
	"encoding/hex"
	"strconv"
)

// ObscuredUserID returns the id by which a proctoring service knows a learner
// (edx-proctoring 5.2.0, utils.obscured_user_id). The key is
// PROCTORING_USER_OBFUSCATION_KEY; extra is usually the service's name. As there
// a name that is missing counts as the word None.
func ObscuredUserID(key string, userID int64, extra ...*string) string {
	h := hmac.New(sha1.New, []byte(key))
	h.Write([]byte(strconv.FormatInt(userID, 10)))
	for _, e := range extra {
		word := "None"
		if e != nil {
			word = *e
		}
		h.Write([]byte(word))
	}
	return hex.EncodeToString(h.Sum(nil))
}
