package engine

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"examdesk/conformance/sampled"
	"examdesk/model"
	"examdesk/store"
)

func wish(learner string, exam int64, key, value string) model.AllowanceWish {
	return model.AllowanceWish{Learner: learner, Exam: strconv.FormatInt(exam, 10), Key: key, Value: value}
}

// grantAll plans and applies.
func grantAll(tb testing.TB, e *rig, wishes ...model.AllowanceWish) model.AllowancesApplied {
	tb.Helper()
	plan, err := e.PlanAllowances(context.Background(), model.AllowanceRequest{Wishes: wishes, What: "test"})
	if err != nil {
		tb.Fatal(err)
	}
	return applyPlan(tb, e, plan)
}

func applyPlan(tb testing.TB, e *rig, plan model.AllowancePlan) model.AllowancesApplied {
	tb.Helper()
	done, err := e.ApplyAllowances(context.Background(), plan, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return done
}

// held is what learners have, as "username exam value".
func held(t *testing.T, e *rig, exam int64) string {
	t.Helper()
	list, err := e.ListAllowances(t.Context(), model.AllowanceQuery{ExamID: exam, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, g := range list.Allowances {
		out = append(out, g.Learner.Username.Raw()+" "+g.Allowance.Value.Raw())
	}
	return strings.Join(out, ", ")
}

func writtenOf(done model.AllowancesApplied) (written, failed int) {
	for _, r := range done.Results {
		if r.Written {
			written++
		}
		if r.Err != nil {
			failed++
		}
	}
	return written, failed
}

// What is granted, changed and removed is there; once more, nothing happens.
func TestGrantChangeRemove(t *testing.T) {
	t.Parallel()
	for _, migrate := range []bool{false, true} {
		e, _ := fresh(t, migrate)
		e.cfg.Clock = ticking()
		exam := proctoredExam(t, e, "grants")
		wishes := []model.AllowanceWish{
			wish("yuki_sato", exam, model.AllowanceAdditionalTime, "30"), wish("nour_schafer@example.net", exam, model.AllowanceTimeMultiplier, "1.5"), wish("nobody", exam, model.AllowanceAdditionalTime, "30"),
		}
		done := grantAll(t, e, wishes...)
		if written, failed := writtenOf(done); written != 2 || failed != 1 || (done.Batch != 0) != migrate || (done.NoUndo == "") != migrate {
			t.Errorf("migrated %v: %d written, %d failed, batch %d, %q", migrate, written, failed, done.Batch, done.NoUndo)
		}
		if written, _ := writtenOf(grantAll(t, e, wishes...)); written != 0 {
			t.Errorf("the second time wrote %d", written)
		}
		grantAll(t, e, wish("yuki_sato", exam, model.AllowanceAdditionalTime, "45"), model.AllowanceWish{Learner: "nour_schafer", Exam: strconv.FormatInt(exam, 10), Remove: true})
		if got := held(t, e, exam); got != "yuki_sato 45" {
			t.Errorf("migrated %v: %q", migrate, got)
		}
		story, err := e.AllowanceHistory(t.Context(), 0, exam)
		if err != nil || len(story) != 4 || (story[0].Batch != 0) != migrate {
			t.Errorf("migrated %v: the history is %+v, %v", migrate, story, err)
		}
	}
}

// A batch is taken back where nothing changed since, and that can be taken back
// too.
// What someone removed and granted again is theirs, though the value is the one of
// the batch: an undo leaves it.
func TestUndoLooksAtWhenItWasChanged(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, true)
	e.cfg.Clock = ticking()
	exam := proctoredExam(t, e, "again")
	plan, err := e.PlanAllowances(t.Context(), model.AllowanceRequest{Wishes: []model.AllowanceWish{wish("yuki_sato", exam, model.AllowanceAdditionalTime, "30")}})
	if err != nil {
		t.Fatal(err)
	}
	done := applyPlan(t, e, plan)
	if done.Batch == 0 {
		t.Fatal(done.NoUndo)
	}
	undo, err := e.PlanUndo(t.Context(), done.Batch)
	if err != nil || undo.Counts().Removes != 1 {
		t.Fatalf("%+v, %v", undo.Lines, err)
	}
	execSQL(t, s, `UPDATE proctoring_proctoredexamstudentallowance SET modified = '2026-11-20 17:00:00' WHERE value = '30'`)
	again, err := e.PlanUndo(t.Context(), done.Batch)
	if err != nil || again.Counts().Removes != 0 || len(again.Lines) != 1 || model.CodeOf(again.Lines[0].Problem) != model.CodeConflict {
		t.Errorf("planned after the change: %+v, %v", again.Lines, err)
	}
	late, err := e.ApplyAllowances(t.Context(), undo, nil)
	if err != nil || late.Results[0].Written || model.CodeOf(late.Results[0].Err) != model.CodeConflict || held(t, e, exam) != "yuki_sato 30" {
		t.Errorf("planned before the change: %+v, %v; there is %q", late.Results, err, held(t, e, exam))
	}
}

func TestUndoAllowances(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	e.cfg.Clock = ticking()
	exam := proctoredExam(t, e, "undo")
	grantAll(t, e, wish("yuki_sato", exam, model.AllowanceAdditionalTime, "10"))
	batch := grantAll(t, e, wish("yuki_sato", exam, model.AllowanceAdditionalTime, "20"), wish("nour_schafer", exam, model.AllowanceAdditionalTime, "20"), wish("viktor_abebe", exam, model.AllowanceAdditionalTime, "20")).Batch
	grantAll(t, e, wish("viktor_abebe", exam, model.AllowanceAdditionalTime, "99"))
	plan, err := e.PlanUndo(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	done := applyPlan(t, e, plan)
	if written, failed := writtenOf(done); written != 2 || failed != 1 {
		t.Errorf("%d written, %d failed", written, failed)
	}
	if got := held(t, e, exam); got != "yuki_sato 10, viktor_abebe 99" {
		t.Errorf("after the undo: %s", got)
	}
	if plan, err = e.PlanUndo(t.Context(), done.Batch); err != nil {
		t.Fatal(err)
	}
	applyPlan(t, e, plan)
	if got := held(t, e, exam); got != "yuki_sato 20, viktor_abebe 99, nour_schafer 20" {
		t.Errorf("after the undo of the undo: %s", got)
	}
	if _, err := e.PlanUndo(t.Context(), 999); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("an unknown batch: %v", err)
	}
	guest, _ := fresh(t, false)
	if _, err := guest.PlanUndo(t.Context(), 1); model.CodeOf(err) != model.CodeUnsupported {
		t.Errorf("a store without our tables: %v", err)
	}
	if _, err := guest.AllowanceBatches(t.Context(), 1); model.CodeOf(err) != model.CodeUnsupported {
		t.Errorf("its batches: %v", err)
	}
}

// What a retired learner had is in no batch either.
func TestRetiredLearnerIsInNoBatch(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	exam := proctoredExam(t, e, "retired")
	batch := grantAll(t, e, wish("yuki_sato", exam, model.AllowanceReviewPolicyException, "private"), wish("nour_schafer", exam, model.AllowanceAdditionalTime, "1")).Batch
	yuki, _, err := e.FindPair(t.Context(), model.AllowanceWish{Learner: "yuki_sato"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.api.RetireLearner(t.Context(), yuki.ID); err != nil {
		t.Fatal(err)
	}
	plan, err := e.PlanUndo(t.Context(), batch)
	if err != nil || len(plan.Lines) != 1 || plan.Lines[0].Learner.Username != "nour_schafer" {
		t.Errorf("the batch still has %+v, %v", plan.Lines, err)
	}
}

// Who sees a plan and says yes later overwrites nothing that came in between.
func TestPlanThatIsNoLongerTrue(t *testing.T) {
	t.Parallel()
	for _, migrate := range []bool{false, true} {
		e, s := fresh(t, migrate)
		e.cfg.Clock = ticking()
		exam := proctoredExam(t, e, "stale")
		plan, err := e.PlanAllowances(t.Context(), model.AllowanceRequest{Wishes: []model.AllowanceWish{
			wish("yuki_sato", exam, model.AllowanceAdditionalTime, "30"), wish("nour_schafer", exam, model.AllowanceAdditionalTime, "30"), wish("viktor_abebe", exam, model.AllowanceTimeMultiplier, "2"),
		}})
		if err != nil {
			t.Fatal(err)
		}
		grantAll(t, e, wish("yuki_sato", exam, model.AllowanceAdditionalTime, "5"), wish("nour_schafer", exam, model.AllowanceAdditionalTime, "30"))
		if _, err := e.api.UpdateExam(t.Context(), exam, model.ExamChange{TimeLimitMins: new(60)}); err != nil {
			t.Fatal(err)
		}
		done := applyPlan(t, e, plan)
		if written, failed := writtenOf(done); written != 0 || failed != 2 || model.CodeOf(done.Results[0].Err) != model.CodeConflict || done.Results[1].Err != nil || model.CodeOf(done.Results[2].Err) != model.CodeConflict {
			t.Errorf("%+v", done.Results)
		}
		if got := held(t, e, exam); got != "yuki_sato 5, nour_schafer 30" {
			t.Errorf("on %s: %s", s.Info().Path, got)
		}
	}
}

func TestWhoMayGrant(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	exam := proctoredExam(t, e, "denied")
	plan, err := e.PlanAllowances(t.Context(), model.AllowanceRequest{Wishes: []model.AllowanceWish{wish("yuki_sato", exam, model.AllowanceAdditionalTime, "30")}})
	if err != nil {
		t.Fatal(err)
	}
	course := plan.Lines[0].Exam.CourseID
	enlist(t, e.store, member{name: "grouped", group: "test_review"}, member{name: "elsewhere", course: "a/b/other", courseRole: "staff"},
		member{name: "teacher", course: course.Raw(), courseRole: "staff"})
	for _, name := range []string{"", "grouped", "elsewhere"} {
		e.signIn(t, name)
		if _, err := e.ApplyAllowances(t.Context(), plan, nil); model.CodeOf(err) != model.CodeDenied {
			t.Errorf("%q: %v", name, err)
		}
		if _, err := e.PlanAllowances(t.Context(), plan.Request); model.CodeOf(err) != model.CodeDenied {
			t.Errorf("%q plans: %v", name, err)
		}
	}
	if got := held(t, e, exam); got != "" {
		t.Errorf("%q was written", got)
	}
	forged := plan
	forged.Lines = slices.Clone(plan.Lines)
	forged.Lines[0].Exam.CourseID = "a/b/other" // what a caller says of the exam does not count
	e.signIn(t, "elsewhere")
	if _, err := e.ApplyAllowances(t.Context(), forged, nil); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("a forged plan: %v", err)
	}
	e.signIn(t, "teacher")
	if done, err := e.ApplyAllowances(t.Context(), plan, nil); err != nil || done.Results[0].Err != nil || held(t, e, exam) != "yuki_sato 30" {
		t.Errorf("the course's staff: %+v, %v", done, err)
	}
	if _, err := e.AllowanceHistory(t.Context(), 0, 0); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("the history of nobody: %v", err)
	}
}

// Pages go on where the one before ended, and all together are the list.
func TestAllowancePages(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, false)
	q := model.AllowanceQuery{Limit: 50}
	var ids []int64
	for {
		page, err := e.ListAllowances(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range page.Allowances {
			if len(ids) > 0 && g.Allowance.ID <= ids[len(ids)-1] {
				t.Fatalf("%d after %d", g.Allowance.ID, ids[len(ids)-1])
			}
			ids = append(ids, g.Allowance.ID)
		}
		if page.Next == "" {
			break
		}
		q.After = page.Next
	}
	if len(ids) != 123 {
		t.Errorf("%d allowances", len(ids))
	}
	if _, err := e.ListAllowances(t.Context(), model.AllowanceQuery{After: "nonsense"}); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("an invalid cursor: %v", err)
	}
}

// manyWishes grants every learner of the shared database the same at new exams.
func manyWishes(tb testing.TB, e *rig, exams int, value string) (out []model.AllowanceWish) {
	tb.Helper()
	var learners map[int64]model.Learner
	ids := make([]int64, 0, 250)
	for id := range int64(250) {
		ids = append(ids, id+6)
	}
	err := e.store.View(context.Background(), func(tx *store.Tx) (err error) { learners, err = tx.LearnersByID(context.Background(), ids); return err })
	if err != nil || len(learners) != 250 {
		tb.Fatalf("%d learners, %v", len(learners), err)
	}
	for x := range exams {
		id, _, err := e.api.CreateExam(context.Background(), model.Exam{CourseID: "a/b/many", ContentID: model.Text(fmt.Sprint("many", x)), Name: "Many", TimeLimitMins: 60, IsActive: true})
		if err != nil {
			tb.Fatal(err)
		}
		for _, l := range ids {
			out = append(out, wish(learners[l].Username.Raw(), id, model.AllowanceAdditionalTime, value))
		}
	}
	return out
}

// Ten thousand pairs are one batch: granted, repeated without effect, and taken
// back. A quick run has a thousand of them, EXAMDESK_EVERY=1 all.
func TestTenThousandPairs(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	e.cfg.Clock = ticking()
	exams := 40 / sampled.Every(t, 10)
	wishes := manyWishes(t, e, exams, "30")
	pairs := len(wishes)
	plan, err := e.PlanAllowances(t.Context(), model.AllowanceRequest{Wishes: wishes, What: "many"})
	if err != nil || plan.Counts() != (model.AllowanceCounts{New: pairs}) {
		t.Fatalf("%+v, %v", plan.Counts(), err)
	}
	told := 0
	done, err := e.ApplyAllowances(t.Context(), plan, func(n, total int) {
		if told = n; total != pairs {
			t.Errorf("%d in all", total)
		}
	})
	if written, failed := writtenOf(done); err != nil || written != pairs || failed != 0 || told != pairs {
		t.Fatalf("%d written, %d failed, %d told, %v", written, failed, told, err)
	}
	again, err := e.PlanAllowances(t.Context(), plan.Request)
	if err != nil || again.Counts() != (model.AllowanceCounts{Same: pairs}) {
		t.Errorf("again: %+v, %v", again.Counts(), err)
	}
	undo, err := e.PlanUndo(t.Context(), done.Batch)
	if err != nil || undo.Counts() != (model.AllowanceCounts{Removes: pairs}) {
		t.Fatalf("undo: %+v, %v", undo.Counts(), err)
	}
	if written, _ := writtenOf(applyPlan(t, e, undo)); written != pairs {
		t.Errorf("%d taken back", written)
	}
}

// BenchmarkGrant plans and applies 10,000 pairs; each round changes all of them.
func BenchmarkGrant(b *testing.B) {
	e, _ := fresh(b, true)
	wishes := manyWishes(b, e, 40, "1")
	b.Run("plan 10,000 pairs", func(b *testing.B) {
		for b.Loop() {
			_, err := e.PlanAllowances(context.Background(), model.AllowanceRequest{Wishes: wishes})
			must(b, err)
		}
	})
	b.Run("plan and apply 10,000 pairs", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			for k := range wishes {
				wishes[k].Value = strconv.Itoa(i%90 + 1)
			}
			if written, failed := writtenOf(grantAll(b, e, wishes...)); failed > 0 || (i > 0 && written == 0) {
				b.Fatalf("%d written, %d failed", written, failed)
			}
		}
	})
}
