package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"examdesk/model"
)

// TestTreesAgree draws filters with groups, alternatives and negations, and holds
// the pages of both kinds of store in both directions, and the stream, against a
// look at every row in Go.
func TestTreesAgree(t *testing.T) {
	t.Parallel()
	guest, own := both(t)
	all := list(t, guest, model.Filter{}, false, 1000)
	early := mustOpen(t, own.Info().Path, Options{})
	early.scan = 100
	stores := map[string]*Store{"own": own, "early": early, "guest": guest}
	ways := map[string]func(fataler, *Store, model.Filter, bool, int) []int64{"forwards": forwards, "backwards": backwards, "stream": streamed}
	rapid.Check(t, func(t *rapid.T) {
		written := drawTree(t, all, 3).String()
		f, err := model.ParseFilter(written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		newest := rapid.Bool().Draw(t, "newest")
		want := naive(all, f, newest)
		// One without our tables scans everything for each page.
		store := rapid.SampledFrom([]string{"own", "own", "own", "own", "early", "early", "early", "guest"}).Draw(t, "store")
		way := rapid.SampledFrom([]string{"forwards", "backwards", "stream"}).Draw(t, "way")
		limit := max(rapid.IntRange(1, 200).Draw(t, "limit"), len(want)/8)
		if diff := cmp.Diff(want, ways[way](t, stores[store], f, newest, limit)); diff != "" {
			t.Fatalf("%s store, %s, %s:\n%s", store, way, written, diff)
		}
	})
}

type fataler interface {
	Fatal(...any)
	Helper()
}

func forwards(t fataler, s *Store, f model.Filter, newest bool, limit int) []int64 {
	t.Helper()
	got := []int64{}
	q := model.AttemptQuery{Filter: f, NewestFirst: newest, Limit: limit}
	for {
		page, err := s.FindAttempts(context.Background(), q, sharedNow(), model.DefaultStuckLimits())
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, idsOf(page.Rows)...)
		if q.After = page.Next; page.Next == "" {
			return got
		}
	}
}

// backwards reads the list from behind its end to its beginning.
func backwards(t fataler, s *Store, f model.Filter, newest bool, limit int) []int64 {
	t.Helper()
	end := place{modified: "9999-12-31 00:00:00", id: 1 << 60}
	if newest {
		end = place{}
	}
	q := model.AttemptQuery{Filter: f, NewestFirst: newest, Before: encodeCursor(end), Limit: limit}
	got := []int64{}
	for {
		page, err := s.FindAttempts(context.Background(), q, sharedNow(), model.DefaultStuckLimits())
		if err != nil {
			t.Fatal(err)
		}
		got = append(idsOf(page.Rows), got...)
		switch {
		case page.Partial:
			q.Before = page.Next
		case len(page.Rows) == 0:
			return got
		default:
			q.Before = page.Rows[0].Cursor
		}
	}
}

func streamed(t fataler, s *Store, f model.Filter, newest bool, _ int) []int64 {
	t.Helper()
	got := []int64{}
	err := s.EachAttempt(context.Background(), model.AttemptQuery{Filter: f, NewestFirst: newest}, sharedNow(), model.DefaultStuckLimits(),
		func(r model.AttemptRow) bool { got = append(got, r.Attempt.ID); return true })
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// drawTree draws a tree as a person would write it, about the attempts that there
// are.
func drawTree(t *rapid.T, all []model.AttemptRow, depth int) *model.FilterNode {
	ops := []model.FilterOp{model.FilterAll, model.FilterAny, model.FilterNot, model.FilterWord}
	op := model.FilterWord
	if depth > 0 {
		op = rapid.SampledFrom(ops).Draw(t, "op")
	}
	n := &model.FilterNode{Op: op}
	kids := 1
	switch op {
	case model.FilterWord:
		return drawWord(t, all)
	case model.FilterAll, model.FilterAny:
		kids = rapid.IntRange(1, 3).Draw(t, "kids")
	case model.FilterNot:
	}
	for range kids {
		n.Kids = append(n.Kids, drawTree(t, all, depth-1))
	}
	return n
}

func drawWord(t *rapid.T, all []model.AttemptRow) *model.FilterNode {
	row := rapid.SampledFrom(all).Draw(t, "row")
	field := func(key, value string) *model.FilterNode {
		return &model.FilterNode{Op: model.FilterWord, Key: key, Value: value}
	}
	key := rapid.SampledFrom(model.FilterKeys()).Draw(t, "key")
	submitted := row.Attempt.Created
	if row.Attempt.CompletedAt != nil {
		submitted = *row.Attempt.CompletedAt
	}
	op := rapid.SampledFrom([]string{"", ">", ">=", "<", "<="}).Draw(t, "op")
	switch key.Name {
	case "course":
		return field(key.Name, row.Exam.CourseID.Raw())
	case "exam":
		return field(key.Name, rapid.SampledFrom([]string{fmt.Sprint(row.Exam.ID), row.Exam.Name.Raw()}).Draw(t, "exam"))
	case "learner":
		return field(key.Name, row.Learner.Username.Raw())
	case "backend":
		return field(key.Name, row.Exam.Backend.Raw()+",none")
	case "reviewer":
		return field(key.Name, rapid.SampledFrom([]string{"none", "r.adeyemi", "m.keller", "nobody"}).Draw(t, "who"))
	case "comments":
		return field(key.Name, op+fmt.Sprint(row.Comments))
	case "submitted":
		return field(key.Name, op+submitted.Format("2006-01-02"))
	case "age":
		return field(key.Name, strings.TrimSuffix(op, "=")+fmt.Sprint(rapid.IntRange(1, 100).Draw(t, "days"))+"d")
	case "mine": // the engine says who that is
		return drawText(t, row)
	}
	if key.Values == nil {
		t.Fatalf("no values are drawn for %s:", key.Name)
	}
	return field(key.Name, rapid.SampledFrom(key.Values).Draw(t, "value"))
}

func drawText(t *rapid.T, row model.AttemptRow) *model.FilterNode {
	code := row.Attempt.Code.Raw()
	text := rapid.SampledFrom([]string{
		row.Learner.Username.Raw(), row.Learner.FullName.Raw(), code[:min(3, len(code))], "mar", "m", "ex an", "zzzz", code,
	}).Draw(t, "text")
	text = strings.ReplaceAll(text, `"`, "")
	return &model.FilterNode{Op: model.FilterWord, Value: text, Fuzzy: strings.TrimSpace(text) != "" && rapid.Bool().Draw(t, "fuzzy")}
}

// Several words find what each of them finds, in any order; the quoted phrase finds
// what it always found.
func TestWordsInAnyOrder(t *testing.T) {
	t.Parallel()
	_, own := both(t)
	one := list(t, own, model.Filter{}, false, 50)[20]
	name := []string{one.Learner.Email.Raw(), strings.Fields(one.Learner.FullName.Raw())[0]}
	for written, there := range map[string]bool{
		strings.Join(name, " "):                                true,
		`"` + strings.Join(name, " ") + `"`:                    false,
		`"` + one.Learner.FullName.Raw() + `"`:                 true,
		name[0] + " " + one.Attempt.Code.Raw()[:8]:             true,
		name[0] + " !" + one.Attempt.Code.Raw():                false,
		"zzzz or " + one.Attempt.Code.Raw():                    true,
		"~" + string([]rune(one.Learner.Username.Raw())[0:1]):  true,
		"learner:" + one.Learner.Username.Raw() + " zzzz":      false,
		one.Learner.Username.Raw() + " learner:somebody_else9": false,
	} {
		f, err := model.ParseFilter(written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if got := slices.Contains(idsOf(list(t, own, f, false, 1000)), one.Attempt.ID); got != there {
			t.Errorf("%s: found is %t, want %t", written, got, there)
		}
	}
}

// comments: counts as the list does, also where a review came again.
func TestCommentsOfTheDeliveryThatStands(t *testing.T) {
	t.Parallel()
	_, own := both(t)
	ctx := context.Background()
	rows := list(t, own, model.Filter{Comments: model.NumberRange{From: ptr(2)}}, false, 1000)
	if len(rows) < 40 {
		t.Fatalf("%d attempts have two comments or more", len(rows))
	}
	db, err := own.writer()
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		// Of some the comments so far came before, of some with, of some after the
		// version that was replaced; and some have one more since.
		var replaced string
		err := db.QueryRowContext(ctx, "SELECT CAST(max(created) AS TEXT) FROM "+tableComment+" WHERE review_id = ?", r.Review.ID).Scan(&replaced)
		if err != nil {
			t.Fatal(err)
		}
		at, err := parseTime(replaced)
		if err != nil {
			t.Fatal(err)
		}
		at = at.Add([]time.Duration{-time.Hour, 0, time.Second}[i%3])
		_, err = db.ExecContext(ctx, "INSERT INTO "+tableReviewHistory+` (created, modified, attempt_code, review_status, raw_data, is_attempt_active)
			SELECT ?, ?, attempt_code, review_status, '{"other": true}', is_attempt_active FROM `+tableReview+" WHERE id = ?", formatTime(at), formatTime(at), r.Review.ID)
		if err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			_, err := db.ExecContext(ctx, "INSERT INTO "+tableComment+` (created, modified, start_time, stop_time, duration, comment, status, review_id)
				VALUES (?, ?, 1, 2, 1, 'again', 'Suspicious', ?)`, formatTime(at.Add(time.Minute)), formatTime(at.Add(time.Minute)), r.Review.ID)
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	all := list(t, own, model.Filter{}, false, 1000)
	former := 0
	for _, r := range all {
		if i := slices.IndexFunc(rows, func(o model.AttemptRow) bool { return o.Attempt.ID == r.Attempt.ID }); i >= 0 && r.Comments < rows[i].Comments {
			former++
		}
	}
	if former < 10 {
		t.Fatalf("only %d reviews have comments of a former delivery", former)
	}
	for n := range 8 {
		f := model.Filter{Comments: model.NumberRange{From: ptr(n), To: ptr(n)}}
		if diff := cmp.Diff(naive(all, f, false), idsOf(list(t, own, f, false, 1000))); diff != "" {
			t.Errorf("comments:%d: %s", n, diff)
		}
	}
}

func ptr[T any](v T) *T { return &v }

// A store does not know who asks; it does not take mine: for everything.
func TestMineIsSomebodys(t *testing.T) {
	t.Parallel()
	_, own := both(t)
	for _, f := range []model.Filter{{Mine: true}, {Groups: []model.FilterGroup{{Not: true, Any: []model.Filter{{Mine: true}}}}}} {
		page, err := own.FindAttempts(context.Background(), model.AttemptQuery{Filter: f}, sharedNow(), model.DefaultStuckLimits())
		if model.CodeOf(err) != model.CodeInvalid || len(page.Rows) > 0 {
			t.Errorf("%d rows, %v", len(page.Rows), err)
		}
	}
}
