package spell

import (
	"reflect"
	"strings"
	"unicode"

	"examdesk/model"
)

// names are the fields whose name in docs/json.md is not their Go name in lower case.
var names = map[reflect.Type]map[string]string{
	reflect.TypeFor[model.Attempt]():         {"Code": "attempt_code"},
	reflect.TypeFor[model.AttemptRow]():      {"Learner": "user", "Comments": "comment_count"},
	reflect.TypeFor[model.AttemptDetail]():   {"Others": "other_attempts"},
	reflect.TypeFor[model.Exam]():            {"Name": "exam_name"},
	reflect.TypeFor[model.Review]():          {"Status": "review_status", "Versions": "former_reviews"},
	reflect.TypeFor[model.ReviewVersion]():   {"Status": "review_status"},
	reflect.TypeFor[model.Policy]():          {"Text": "review_policy"},
	reflect.TypeFor[model.FormerPolicy]():    {"Text": "review_policy"},
	reflect.TypeFor[model.PolicyRow]():       {"Text": "review_policy"},
	reflect.TypeFor[model.Comment]():         {"Start": "start_time", "Stop": "stop_time", "Text": "comment"},
	reflect.TypeFor[model.StatusCount]():     {"Count": "attempt_count"},
	reflect.TypeFor[model.ReviewedAttempt](): {"Review": "review_status"},
}

func nameOf(t reflect.Type, f reflect.StructField) string {
	if name, own := names[t][f.Name]; own {
		return name
	}
	return Snake(f.Name)
}

// Snake is a Go name in lower case with underscores: AttemptID is attempt_id.
func Snake(s string) string {
	var b strings.Builder
	r := []rune(s)
	for i, c := range r {
		if unicode.IsUpper(c) && i > 0 {
			before, after := r[i-1], rune(0)
			if i+1 < len(r) {
				after = r[i+1]
			}
			plural := after == 's' && i+2 == len(r) // as in IDs
			if !unicode.IsUpper(before) || unicode.IsLower(after) && !plural {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}
