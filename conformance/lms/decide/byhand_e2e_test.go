//go:build e2e

package decide_test

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"examdesk/conformance/lms"
	"examdesk/model"
)

// A decision by the API leaves what saving the review in Django admin leaves, and tells
// the same to the same services; only the raw data of the review are replaced.
func TestE2EByHandAndByAPI(t *testing.T) {
	hand, api := lms.Start(t, lms.Options{}), lms.Start(t, lms.Options{})
	for _, exam := range exams {
		for _, review := range []model.ReviewStatus{model.ReviewClean, model.ReviewSuspicious} {
			t.Run(exam.backend+"/"+string(review), func(t *testing.T) {
				byHand := did(t, hand, func() {
					code := hand.Text("SELECT attempt_code FROM proctoring_proctoredexamstudentattempt WHERE id = ?", enter(t, hand, "staff").of(t, exam.course, exam.exam, "chi").Attempt.ID)
					hand.Browser("staff").ReviewInAdmin(hand.Number("SELECT id FROM proctoring_proctoredexamsoftwaresecurereview WHERE attempt_code = ?", code), string(review))
				})
				byAPI := did(t, api, func() {
					d := enter(t, api, "staff")
					if got, err := d.Decide(t.Context(), decision(d.of(t, exam.course, exam.exam, "chi"), review, t.Name())); err != nil || got.To != exam.leads[review] {
						t.Fatalf("%+v, %v", got, err)
					}
				})
				more, less := apart(byHand, byAPI)
				if len(more) != 1 || !strings.HasPrefix(more[0], "~ proctoring_proctoredexamsoftwaresecurereview raw_data ") || len(less) > 0 {
					t.Errorf("only by the API: %v; only by hand: %v", more, less)
				}
				t.Logf("%d lines by hand, %d by the API; more by the API: %v", len(byHand), len(byAPI), more)
			})
		}
	}
}

// did is what a deed changes in the tables of an LMS, and what its services are told.
func did(t *testing.T, site *lms.LMS, deed func()) []string {
	t.Helper()
	before, told := dump(t, site), site.LastTold()
	deed()
	after := dump(t, site)
	var out []string
	for _, key := range slices.Sorted(maps.Keys(after)) {
		table, _, _ := strings.Cut(key, " ")
		was, there := before[key]
		if !there {
			out = append(out, "+ "+table+" "+fmt.Sprint(after[key]))
			continue
		}
		for _, column := range slices.Sorted(maps.Keys(after[key])) {
			if was[column] != after[key][column] {
				out = append(out, "~ "+table+" "+column+" "+after[key][column])
			}
		}
	}
	for key := range before {
		if _, there := after[key]; !there {
			out = append(out, "- "+key)
		}
	}
	for _, x := range site.Told("", told) {
		what := fmt.Sprint("told ", x.Who, " ", x.What)
		if x.Who != "event" { // an event says by which address of the LMS it came
			what += " " + plain(fmt.Sprint(x.Args, x.Named))
		}
		out = append(out, what)
	}
	return out
}

// varying are what differs between two LMSs that did the same.
var varying = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?|127\.0\.0\.1:\d+`)

func plain(s string) string { return varying.ReplaceAllString(s, "…") }

// dump is all rows of edx-proctoring's tables, by table and id.
func dump(t *testing.T, site *lms.LMS) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	tables, err := site.DB.QueryContext(context.Background(), "SELECT table_name FROM information_schema.tables WHERE table_schema = database() AND table_name LIKE 'proctoring\\_%'")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for tables.Next() {
		var n string
		if err := tables.Scan(&n); err != nil {
			t.Fatal(err)
		}
		names = append(names, n)
	}
	if err := tables.Err(); err != nil || len(names) < 10 {
		t.Fatalf("%d tables, %v", len(names), err)
	}
	d := &desk{site: site}
	for _, name := range names {
		rows := d.table(t, name, "*")
		for _, values := range rows.Values {
			row := map[string]string{}
			key := name
			for i, column := range rows.Columns {
				switch v := values[i].(type) {
				case time.Time:
					row[column] = "…"
				default:
					row[column] = plain(fmt.Sprint(v))
				}
				if column == "history_id" || column == "id" && key == name { // the history repeats the id of what it is of
					key = fmt.Sprint(name, " ", values[i])
				}
			}
			for _, column := range []string{"id", "history_id", "attempt_code", "external_id"} {
				if strings.HasSuffix(name, "history") || column != "id" { // ids of archives follow what was done before
					delete(row, column)
				}
			}
			if strings.HasSuffix(name, "reviewhistory") {
				delete(row, "raw_data") // those that the deed before has left
			}
			out[key] = row
		}
	}
	return out
}

// apart are the lines that only b has, and those that only a has; each line counts.
func apart(a, b []string) (more, less []string) {
	n := map[string]int{}
	for _, l := range a {
		n[l]++
	}
	for _, l := range b {
		if n[l]--; n[l] < 0 {
			more = append(more, l)
		}
	}
	for _, l := range slices.Sorted(maps.Keys(n)) {
		for range max(n[l], 0) {
			less = append(less, l)
		}
	}
	return more, less
}
