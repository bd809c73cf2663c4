package store

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"examdesk/model"
)

func nullText(t model.Text) any {
	if t == "" {
		return nil
	}
	return t.Raw()
}

func nullTime(t *time.Time) any {
	if t == nil {
		return nil
	}
	return formatTime(*t)
}

// asJSON returns a list as SQLite's json_each reads it: one argument for any number
// of values.
func asJSON(list any) (string, error) {
	data, err := json.Marshal(list)
	return string(data), mapError(err, "encode what is asked for")
}

// pairs writes learners at exams as [[user, exam], …].
func pairs(list []model.ExamLearner) (string, error) {
	out := make([][2]int64, len(list))
	for i, p := range list {
		out[i] = [2]int64{p.UserID, p.ExamID}
	}
	return asJSON(out)
}

// about narrows to a learner and to an exam; 0 does not narrow.
func about(user string, userID int64, exam string, examID int64) condition {
	where := condition{sql: "1 = 1"}
	if userID != 0 {
		where.and(user+" = ?", userID)
	}
	if examID != 0 {
		where.and(exam+" = ?", examID)
	}
	return where
}

// readable refuses a text that is not UTF-8, the last door before the rows: Django
// could no longer read the row. The ways in name the byte and the remedy.
func readable(args []any) error {
	for _, arg := range args {
		if s, is := arg.(string); is && !utf8.ValidString(s) {
			return model.Errorf(model.CodeInvalid, "%q is not valid UTF-8, which the database could not give back; nothing was written.", s)
		}
	}
	return nil
}

// idList writes numbers for an IN list. The query is prepared for this one time.
func idList(ids []int64) string {
	var b strings.Builder
	b.WriteString(varying)
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatInt(id, 10))
	}
	return b.String()
}
