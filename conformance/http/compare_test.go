package http

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sort"
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
	if r.User == inactive && b.Status == 403 && untouched {
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

// where is the address to which an answer leads, without a random code.
func where(a answer) string { return codes.ReplaceAllString(a.Location, "CODE") }

func bodyDiff(r request, a, b answer) string {
	isJSON := len(a.Body) > 0 && (a.Body[0] == '{' || a.Body[0] == '[')
	if r.Method == "HEAD" || a.Status == 207 || !isJSON {
		return ""
	}
	want, got := tokens(a), tokens(b)
	if strings.Contains(r.Path, "/grouped/course_id/") || strings.HasSuffix(r.Path, "allowance") {
		// A cascade makes attempts of one time, whose order SQL leaves open, and a bulk
		// goes through Python's sets, whose order differs from run to run.
		for _, list := range [][]string{want, got} {
			for i := 2; i+1 < len(list); i++ { // and so does which of them gets which id
				if list[i-1] == "string id" && list[i+1] == "string created" {
					list[i] = "an id"
				}
			}
			sort.Strings(list)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return "(-theirs +ours)\n" + diff
	}
	return ""
}

// sentences are the fields whose words are each side's own.
var sentences = []string{"detail", "accessibility_time_string"}

// tokens are a body's parts in their order, without the texts that are each side's
// own and without random codes.
func tokens(a answer) []string {
	d := json.NewDecoder(bytes.NewReader(codes.ReplaceAll(a.Body, []byte("CODE"))))
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
