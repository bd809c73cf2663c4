package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"examdesk/model"
)

// manyWishes are a minute more for n learners at exams of the store.
func manyWishes(t *testing.T, s *Store, n int) (out []model.AllowanceWish) {
	t.Helper()
	exams, err := s.ListExams(t.Context(), "")
	if err != nil || len(exams) == 0 {
		t.Fatalf("%d exams, %v", len(exams), err)
	}
	var people []int64
	for row, err := range s.Attempts(t.Context(), model.AttemptQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(people, row.Learner.ID) && row.Learner.ID != 0 {
			people = append(people, row.Learner.ID)
		}
	}
	for _, x := range exams {
		for _, id := range people {
			if len(out) == n {
				return out
			}
			out = append(out, model.AllowanceWish{UserID: id, Exam: strconv.FormatInt(x.Exam.ID, 10), Key: model.AllowanceAdditionalTime, Value: "77"})
		}
	}
	t.Fatalf("the store has no more than %d pairs", len(out))
	return nil
}

// TestProgress has somebody at a server told what somebody on the file is told, and the same
// become of each pair.
func TestProgress(t *testing.T) {
	t.Parallel()
	const pairs = 1700
	apply := func(s model.AllowanceKeeper, wishes []model.AllowanceWish) (told []string, out model.AllowancesApplied) {
		plan, err := s.PlanAllowances(t.Context(), model.AllowanceRequest{Wishes: wishes})
		if err != nil || plan.Counts().Writes() <= 1000 {
			t.Fatalf("%d to write, %v", plan.Counts().Writes(), err)
		}
		if out, err = s.ApplyAllowances(t.Context(), plan, func(done, total int) { told = append(told, fmt.Sprint(done, "/", total)) }); err != nil {
			t.Fatal(err)
		}
		return told, out
	}
	r := serve(t, true)
	wishes := manyWishes(t, r.as(t, "r.adeyemi"), pairs)
	there, appliedThere := apply(r.as(t, "r.adeyemi"), wishes)
	on := serve(t, true)
	person, err := on.store.Person(t.Context(), "r.adeyemi")
	if err != nil {
		t.Fatal(err)
	}
	here, appliedHere := apply(on.engine.As(model.Actor{Reviewer: person, Door: model.DoorDesk}), wishes)
	if !slices.Equal(here, there) || len(there) < 3 {
		t.Errorf("at the server %v is told, on the file %v", there, here)
	}
	if len(appliedThere.Results) != pairs || len(appliedHere.Results) != pairs || appliedThere.Batch != appliedHere.Batch || appliedThere.Batch == 0 {
		t.Fatalf("%d and %d results, batches %d and %d", len(appliedThere.Results), len(appliedHere.Results), appliedThere.Batch, appliedHere.Batch)
	}
	for i, x := range appliedHere.Results {
		if y := appliedThere.Results[i]; x.Written != y.Written || (x.Err == nil) != (y.Err == nil) || x.Line.Pair() != y.Line.Pair() {
			t.Fatalf("line %d: %+v here, %+v there", i, x, y)
		}
	}
}

// Who may not is refused before anything is told; what was cut off is an error.
func TestProgressEnds(t *testing.T) {
	t.Parallel()
	r := serve(t, true)
	staff := r.as(t, "r.adeyemi")
	plan, err := staff.PlanAllowances(t.Context(), model.AllowanceRequest{Wishes: manyWishes(t, staff, 2)})
	if err != nil {
		t.Fatal(err)
	}
	learner := r.as(t, "nour_schafer")
	if _, err := learner.ApplyAllowances(t.Context(), plan, func(int, int) { t.Error("a learner hears of progress") }); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("a learner: %v", err)
	}
	for body, code := range map[string]model.Code{
		`{"item":{"done":500,"total":900}}` + "\n":                                                          model.CodeUnavailable,
		`{"item":{"done":500,"total":900}}` + "\n" + `{"count":1}` + "\n":                                   model.CodeUnavailable,
		`{"item":{"done":500,"total":900}}` + "\n" + `{"problem":{"code":"denied","message":"No."}}` + "\n": model.CodeDenied,
	} {
		s, told := answers(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, body) }), 0
		if out, err := s.ApplyAllowances(context.Background(), plan, func(done, _ int) { told = done }); model.CodeOf(err) != code || err == nil || told != 500 || out.Results != nil {
			t.Errorf("%s: %+v, %v, told %d", body, out, err, told)
		}
	}
}
