package http

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
)

// verdict is what a comparison of one request found.
type verdict struct {
	status int
	// diff is how they differ, empty if they do not.
	diff string
	// onPurpose is the kind of onpurpose.txt that the difference is, empty if none.
	onPurpose string
	// apart reports whether the sides go on with different rows.
	apart bool
}

// compare sends a request to both sides and compares answers and rows.
func compare(ctx context.Context, theirs, mine side, r request) (verdict, error) {
	before, err := mine.database().rows()
	if err != nil {
		return verdict{}, err
	}
	a, err := theirs.do(ctx, r)
	if err != nil {
		return verdict{}, err
	}
	b, err := mine.do(ctx, r)
	if err != nil {
		return verdict{}, err
	}
	left, err := theirs.database().rows()
	if err != nil {
		return verdict{}, err
	}
	kept, err := mine.database().rows()
	if err != nil {
		return verdict{}, err
	}
	v := verdict{status: a.Status}
	v.judge(r, a, b, before, left, kept)
	return v, nil
}

// judge holds the answers against each other, and the rows that are left.
func (v *verdict) judge(r request, a, b answer, before, left, kept map[string][]string) {
	untouched := cmp.Equal(before, kept)
	v.apart = !cmp.Equal(left, kept)
	if a.Status >= 500 {
		v.onPurpose = "refused-not-failed"
		if b.Status < 400 || b.Status >= 500 || !untouched {
			v.diff = fmt.Sprintf("theirs failed (%d), ours answered %d %s\n%s", a.Status, b.Status, b.Body, cmp.Diff(before, kept))
		}
		return
	}
	if r.User == inactive && a.Status != b.Status && b.Status == 403 && bytes.Contains(b.Body, []byte(notActive)) && untouched {
		v.onPurpose = "inactive-refused"
		return
	}
	if a.Status < 300 && b.Status == 403 && untouched && elsewhere(r, b) {
		v.onPurpose = "own-course"
		return
	}
	if a.Status != b.Status || where(a) != where(b) {
		v.diff = fmt.Sprintf("theirs %d %s %s, ours %d %s %s", a.Status, a.Location, a.Body, b.Status, b.Location, b.Body)
		return
	}
	if v.diff = bodyDiff(r, a, b); v.diff != "" || !v.apart {
		return
	}
	if a.Status >= 400 && untouched {
		v.onPurpose = "error-leaves-nothing"
		return
	}
	v.diff = "rows (-theirs +ours)\n" + cmp.Diff(left, kept)
}

// refusedIn finds the course in which a deed was refused.
var refusedIn = regexp.MustCompile(`may not .+ in (\S+): that takes`)

// elsewhere reports whether somebody on the staff of one course named it in a request
// about an exam of another, and was refused there.
func elsewhere(r request, refusal answer) bool {
	own := map[string]string{"cs": course, "far": other}[r.User]
	found := refusedIn.FindSubmatch(refusal.Body)
	return own != "" && strings.Contains(r.Path+r.Body, own) && found != nil && string(found[1]) != own
}

// notActive is how ours refuses a user who is not active; any other refusal of theirs
// would be a difference.
const notActive = `"The token's user is not active."`

// where is the address to which an answer leads, without a random code.
func where(a answer) string { return codes.ReplaceAllString(a.Location, "CODE") }

// bodyDiff compares two bodies. A page is in each side's own words, with which theirs
// answers where it is not the API that answers: at an address that does not exist, or to
// a browser that starts an exam.
func bodyDiff(r request, a, b answer) string {
	if r.Method == "HEAD" || !json.Valid(a.Body) && len(a.Body) > 0 {
		return ""
	}
	if json.Valid(a.Body) != json.Valid(b.Body) {
		return fmt.Sprintf("theirs %d %q, ours %q", a.Status, a.Body, b.Body)
	}
	if strings.Contains(r.Path, "/grouped/course_id/") {
		a.Body, b.Body = untied(a.Body), untied(b.Body)
	}
	if strings.HasSuffix(r.Path, "/allowance") {
		a.Body, b.Body = unordered(a.Body), unordered(b.Body)
	}
	if diff := cmp.Diff(tokens(a), tokens(b)); diff != "" {
		return "(-theirs +ours)\n" + diff
	}
	return ""
}

// unordered orders a course's allowances, which the original reads without any order
// (models.ProctoredExamStudentAllowance.get_allowances_for_course): a list of them, or
// lists by learner, who come as their first allowance does. Each stays whole.
func unordered(body []byte) []byte {
	var list []json.RawMessage
	if json.Unmarshal(body, &list) == nil {
		slices.SortFunc(list, func(x, y json.RawMessage) int { return bytes.Compare(x, y) })
		return encoded(list)
	}
	var grouped map[string][]json.RawMessage
	if json.Unmarshal(body, &grouped) != nil {
		return body
	}
	for _, list := range grouped {
		slices.SortFunc(list, func(x, y json.RawMessage) int { return bytes.Compare(x, y) })
	}
	return encoded(grouped)
}

func encoded(v any) []byte {
	out, err := json.Marshal(v)
	must(err)
	return out
}

// untied orders, in a page of grouped attempts, those of one time: a cascade creates
// several at once, and the original sorts by nothing but that time
// (models.get_all_exam_attempts), so that SQL leaves their order open. All others keep
// their places.
func untied(body []byte) []byte {
	var page map[string]json.RawMessage
	var list []json.RawMessage
	const name = "proctored_exam_attempts"
	if json.Unmarshal(body, &page) != nil || json.Unmarshal(page[name], &list) != nil {
		return body
	}
	created := func(item json.RawMessage) string {
		var a struct{ Created string }
		must(json.Unmarshal(item, &a))
		return a.Created
	}
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && created(list[to]) == created(list[from]) {
			to++
		}
		slices.SortFunc(list[from:to], func(x, y json.RawMessage) int { return bytes.Compare(codeless(x), codeless(y)) })
		from = to
	}
	return bytes.Replace(body, page[name], encoded(list), 1) // the rest of the page stays as it is, in its order
}

// codeless is a body without the random codes of attempts.
func codeless(body []byte) []byte { return codes.ReplaceAll(body, []byte("CODE")) }

// sentences are the fields whose words are each side's own.
var sentences = []string{"detail"}

// tokens are a body's parts in their order, without the texts that are each side's
// own and without random codes.
func tokens(a answer) []string {
	d := json.NewDecoder(bytes.NewReader(codeless(a.Body)))
	d.UseNumber()
	var out []string
	for {
		token, err := d.Token()
		if err != nil {
			return out
		}
		s := fmt.Sprintf("%T %v", token, token)
		if n := len(out); n > 0 && a.Status >= 400 && strings.HasPrefix(s, "string ") || n > 0 && slices.Contains(sentences, strings.TrimPrefix(out[n-1], "string ")) {
			if a.Status >= 400 && !strings.HasPrefix(out[n-1], "string ") && !strings.HasPrefix(out[n-1], "json.Delim [") {
				out = append(out, s) // a field's name
				continue
			}
			s = "text"
		}
		out = append(out, s)
	}
}
