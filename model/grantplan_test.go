package model

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func grantMoment() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

func grantExams() []Exam {
	return []Exam{
		{ID: 1, CourseID: "a/b/c", ContentID: "block@mid", Name: "Midterm", TimeLimitMins: 90, IsActive: true},
		{ID: 2, CourseID: "d/e/f", ContentID: "block@mid2", Name: "Midterm", TimeLimitMins: 45, IsActive: true},
		{ID: 3, CourseID: "a/b/c", ContentID: "block@old", Name: "Old", TimeLimitMins: 10},
	}
}

func grantLearners() map[string][]Learner {
	mei := Learner{ID: 10, Username: "mei", Email: "mei@x.org", IsActive: true}
	return map[string][]Learner{
		"mei": {mei}, "mei@x.org": {mei},
		"gone":   {{ID: 11, Username: "gone"}},
		"two@x":  {{ID: 12, Username: "a"}, {ID: 13, Username: "b"}},
		"josé 学": {{ID: 14, Username: "josé 学", IsActive: true}},
	}
}

func planOf(f AllowanceFacts, wishes ...AllowanceWish) []AllowanceLine {
	return JudgeWishes(ResolveWishes(wishes, grantLearners(), map[int64]Learner{10: {ID: 10, Username: "mei", IsActive: true}}, grantExams()), f)
}

// One wish, what is there, and the line planned for it.
func TestPlanOfOnePair(t *testing.T) {
	t.Parallel()
	granted := func(key, value string) AllowanceFacts {
		return AllowanceFacts{Granted: map[ExamLearner][]Allowance{{1, 10}: {{ID: 7, ExamID: 1, UserID: 10, Key: Text(key), Value: Text(value), Modified: grantMoment()}}}}
	}
	minutes := func(v string) AllowanceWish {
		return AllowanceWish{Learner: "mei", Exam: "1", Key: AllowanceAdditionalTime, Value: v}
	}
	nothing := AllowanceFacts{}
	for _, c := range []struct {
		name  string
		wish  AllowanceWish
		facts AllowanceFacts
		want  AllowanceVerdict
		will  string
		total int
		says  string
	}{
		{"new", minutes("30"), nothing, AllowanceNew, "30", 120, ""},
		{"changes", minutes("45"), granted(AllowanceAdditionalTime, "30"), AllowanceChanges, "45", 135, ""},
		{"same", minutes("30"), granted(AllowanceAdditionalTime, "30"), AllowanceSame, "30", 120, ""},
		{"same in other digits", minutes("٣٠"), granted(AllowanceAdditionalTime, "30"), AllowanceSame, "30", 120, ""},
		{"same with zeros", minutes("30"), granted(AllowanceAdditionalTime, "030"), AllowanceSame, "30", 120, ""},
		{"other key is there", minutes("30"), granted(AllowanceReviewPolicyException, "30"), AllowanceNew, "30", 120, ""},
		{"what cannot be read is there", minutes("30"), granted(AllowanceAdditionalTime, "²"), AllowanceChanges, "30", 120, ""},
		{"other digits", minutes("٣٠"), nothing, AllowanceNew, "30", 120, "read as 30"},
		{"none at all", minutes("0"), nothing, AllowanceNew, "0", 90, ""},
		{"negative", minutes("-5"), nothing, AllowanceRefused, "", 0, "whole number"},
		{"signed", minutes("+5"), nothing, AllowanceRefused, "", 0, "whole number"},
		{"fraction", minutes("30.0"), nothing, AllowanceRefused, "", 0, "whole number"},
		{"empty", minutes(""), nothing, AllowanceRefused, "", 0, "whole number"},
		{"raised", minutes("²"), nothing, AllowanceRefused, "", 0, "whole number"},
		{"huge", minutes("99999999"), nothing, AllowanceRefused, "", 0, "century"},
		{"thirty digits", minutes(strings.Repeat("9", 30)), nothing, AllowanceRefused, "", 0, "whole number"},
		{"half again", AllowanceWish{Learner: "mei@x.org", Exam: "block@mid", Key: AllowanceTimeMultiplier, Value: "1.5"}, nothing, AllowanceNew, "45", 135, ""},
		{"less than once", AllowanceWish{Learner: "mei", Exam: "1", Key: AllowanceTimeMultiplier, Value: "0.5"}, nothing, AllowanceRefused, "", 0, "at least 1"},
		{"no number", AllowanceWish{Learner: "mei", Exam: "1", Key: AllowanceTimeMultiplier, Value: "NaN"}, nothing, AllowanceRefused, "", 0, "at least 1"},
		{"exception", AllowanceWish{Learner: "josé 学", Exam: "1", Key: AllowanceReviewPolicyException, Value: "may stand up"}, nothing, AllowanceNew, "may stand up", 0, ""},
		{"blank exception", AllowanceWish{Learner: "mei", Exam: "1", Key: AllowanceReviewPolicyException, Value: " "}, nothing, AllowanceRefused, "", 0, "empty"},
		{"long exception", AllowanceWish{Learner: "mei", Exam: "1", Key: AllowanceReviewPolicyException, Value: strings.Repeat("é", 256)}, nothing, AllowanceRefused, "", 0, "at most 255"},
		{"unknown key", AllowanceWish{Learner: "mei", Exam: "1", Key: "cake", Value: "1"}, nothing, AllowanceRefused, "", 0, "not a valid kind of allowance"},
		{"unknown learner", AllowanceWish{Learner: "nobody", Exam: "1", Key: AllowanceAdditionalTime, Value: "1"}, nothing, AllowanceRefused, "", 0, `"nobody"`},
		{"no learner", AllowanceWish{Exam: "1", Key: AllowanceAdditionalTime, Value: "1"}, nothing, AllowanceRefused, "", 0, "No learner"},
		{"two learners", AllowanceWish{Learner: "two@x", Exam: "1", Key: AllowanceAdditionalTime, Value: "1"}, nothing, AllowanceRefused, "", 0, "2 users (a and b)"},
		{"inactive learner", AllowanceWish{Learner: "gone", Exam: "1", Key: AllowanceAdditionalTime, Value: "1"}, nothing, AllowanceNew, "1", 91, "not active"},
		{"unknown exam", AllowanceWish{Learner: "mei", Exam: "99", Key: AllowanceAdditionalTime, Value: "1"}, nothing, AllowanceRefused, "", 0, "no exam 99"},
		{"no exam", AllowanceWish{Learner: "mei", Key: AllowanceAdditionalTime, Value: "1"}, nothing, AllowanceRefused, "", 0, "No exam"},
		{"two exams", AllowanceWish{Learner: "mei", Exam: "Midterm", Key: AllowanceAdditionalTime, Value: "1"}, nothing, AllowanceRefused, "", 0, "ids 1 and 2"},
		{"exam by name", AllowanceWish{Learner: "mei", Exam: "Midterm", Course: "d/e/f", Key: AllowanceAdditionalTime, Value: "1"}, nothing, AllowanceNew, "1", 46, ""},
		{"exam of another course", AllowanceWish{Learner: "mei", Exam: "2", Course: "a/b/c", Key: AllowanceAdditionalTime, Value: "1"}, nothing, AllowanceRefused, "", 0, "belongs to the course d/e/f"},
		{"inactive exam", AllowanceWish{Learner: "mei", Exam: "3", Key: AllowanceAdditionalTime, Value: "1"}, nothing, AllowanceRefused, "", 0, "not active"},
		{"removes", AllowanceWish{Learner: "mei", Exam: "1", Key: AllowanceAdditionalTime, Remove: true}, granted(AllowanceAdditionalTime, "30"), AllowanceRemoves, "", 90, ""},
		{"removes all", AllowanceWish{Learner: "mei", Exam: "1", Remove: true}, granted("cake", "30"), AllowanceRemoves, "", 0, ""},
		{"nothing to remove", AllowanceWish{Learner: "mei", Exam: "1", Remove: true}, nothing, AllowanceSame, "", 0, ""},
		{"undo", AllowanceWish{UserID: 10, Exam: "1", Key: AllowanceAdditionalTime, Value: "²", Undoes: &AllowanceState{ID: 7, Value: "30", Modified: grantMoment()}}, granted(AllowanceAdditionalTime, "30"), AllowanceChanges, "²", 90, ""},
		{"undo of what changed since", AllowanceWish{UserID: 10, Exam: "1", Key: AllowanceAdditionalTime, Value: "10", Undoes: &AllowanceState{ID: 7, Value: "20", Modified: grantMoment()}}, granted(AllowanceAdditionalTime, "30"), AllowanceRefused, "", 0, "to 30 more minutes"},
		{"undo of what is gone", AllowanceWish{UserID: 10, Exam: "1", Key: AllowanceAdditionalTime, Value: "10", Undoes: &AllowanceState{ID: 7, Value: "20"}}, nothing, AllowanceRefused, "", 0, "to nothing"},
		{"undo of what is undone", AllowanceWish{UserID: 10, Exam: "1", Key: AllowanceAdditionalTime, Value: "30", Undoes: &AllowanceState{ID: 7, Value: "20"}}, granted(AllowanceAdditionalTime, "30"), AllowanceSame, "30", 120, ""},
		{"unknown user", AllowanceWish{UserID: 99, Exam: "1", Key: AllowanceAdditionalTime, Value: "1"}, nothing, AllowanceRefused, "", 0, "no user 99"},
	} {
		lines := planOf(c.facts, c.wish)
		if len(lines) != 1 {
			t.Errorf("%s: %d lines", c.name, len(lines))
			continue
		}
		l := lines[0]
		said := Sentence(l.Problem) + strings.Join(l.Warnings, " ")
		if l.Verdict != c.want || l.Minutes != c.total || !strings.Contains(said, c.says) || (c.says == "" && said != "") {
			t.Errorf("%s: %s, %d minutes, %q", c.name, l.Verdict, l.Minutes, said)
		}
		if c.want != AllowanceRefused && l.Will.Raw() != c.will {
			t.Errorf("%s: will be %q, want %q", c.name, l.Will.Raw(), c.will)
		}
	}
}

func TestPlanSaysWhatComesTooLate(t *testing.T) {
	t.Parallel()
	at, left := grantMoment(), 60
	for _, c := range []struct {
		key     string
		attempt Attempt
		want    string
	}{
		{AllowanceAdditionalTime, Attempt{Status: Created}, ""},
		{AllowanceReviewPolicyException, Attempt{Status: Created}, "attempt already created"},
		{AllowanceAdditionalTime, Attempt{Status: Started, StartedAt: &at}, "attempt started"},
		{AllowanceAdditionalTime, Attempt{Status: Submitted, StartedAt: &at, CompletedAt: &at}, "attempt over (submitted)"},
		{AllowanceAdditionalTime, Attempt{Status: Errored, StartedAt: &at, ReadyToResume: true}, ""},
		{AllowanceAdditionalTime, Attempt{Status: OnboardingReset}, ""},
		{AllowanceAdditionalTime, Attempt{Status: Created, TimeRemainingSeconds: &left}, "attempt resumed with the time that was left"},
	} {
		lines := planOf(AllowanceFacts{Attempts: map[ExamLearner]Attempt{{1, 10}: c.attempt}}, AllowanceWish{Learner: "mei", Exam: "1", Key: c.key, Value: "30"})
		if lines[0].NoEffect != c.want || !lines[0].Writes() {
			t.Errorf("%s with %s: %q", c.key, c.attempt.Status, lines[0].NoEffect)
		}
	}
}

func TestPlanRefusesContradictions(t *testing.T) {
	t.Parallel()
	w := func(line int, learner, exam, value string) AllowanceWish {
		return AllowanceWish{Line: line, Learner: learner, Exam: exam, Key: AllowanceAdditionalTime, Value: value}
	}
	equal := planOf(AllowanceFacts{}, w(2, "mei", "1", "30"), w(3, "mei@x.org", "block@mid", "30"))
	if equal[0].Verdict != AllowanceNew || equal[1].Verdict != AllowanceSame {
		t.Errorf("equal lines are %s and %s", equal[0].Verdict, equal[1].Verdict)
	}
	for i, l := range planOf(AllowanceFacts{}, w(2, "mei", "1", "30"), w(3, "mei", "1", "45"), w(4, "mei", "1", "30"), w(5, "mei", "2", "1")) {
		if want := i < 3; (l.Verdict == AllowanceRefused) != want {
			t.Errorf("line %d is %s", l.Wish.Line, l.Verdict)
		} else if want && !strings.Contains(Sentence(l.Problem), "Lines 2 and 3") {
			t.Errorf("line %d: %v", l.Wish.Line, l.Problem)
		}
	}
}

// Whatever is there and asked for, a plan that is carried out leaves nothing to
// do for the same plan.
func TestPlanTwiceDoesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SampledFrom([]string{AllowanceAdditionalTime, AllowanceTimeMultiplier, AllowanceReviewPolicyException}).Draw(t, "key")
		wish := AllowanceWish{Learner: "mei", Exam: "1", Key: key, Remove: rapid.Bool().Draw(t, "remove")}
		if wish.Remove && key == AllowanceTimeMultiplier {
			wish.Key = ""
		}
		wish.Value = rapid.SampledFrom([]string{"1", "1.5", "30", "030", "٣٠", "x", "-1", "2"}).Draw(t, "value")
		var facts AllowanceFacts
		if rapid.Bool().Draw(t, "there") {
			facts.Granted = map[ExamLearner][]Allowance{{1, 10}: {{ID: 1, ExamID: 1, UserID: 10, Key: AllowanceAdditionalTime, Value: Text(rapid.SampledFrom([]string{"30", "²", "45"}).Draw(t, "now"))}}}
		}
		l := planOf(facts, wish)[0]
		if !l.Writes() {
			return
		}
		after := AllowanceFacts{Granted: map[ExamLearner][]Allowance{{1, 10}: {{ID: 1, ExamID: 1, UserID: 10, Key: l.Key, Value: l.Will}}}}
		if l.Removal() {
			after = AllowanceFacts{}
		}
		if again := planOf(after, wish)[0]; again.Verdict != AllowanceSame {
			t.Fatalf("%+v is %s again", wish, again.Verdict)
		}
	})
}

func TestAllowanceStory(t *testing.T) {
	t.Parallel()
	at := func(h int) time.Time { return grantMoment().Add(time.Duration(h) * time.Hour) }
	granted := func(id int64, value string) GrantedAllowance {
		return GrantedAllowance{Allowance: Allowance{ID: id, Key: AllowanceAdditionalTime, Value: Text(value), Created: at(0)}}
	}
	story := AllowanceStory([]GrantedAllowance{granted(1, "60"), granted(2, "5")}, []ArchivedAllowance{
		{granted(1, "30"), 1, at(1)}, {granted(3, "10"), 2, at(2)}, {granted(1, "45"), 3, at(3)},
	})
	var told []string
	for _, c := range story {
		when := "?"
		if !c.At.IsZero() {
			when = c.At.Format("15")
		}
		told = append(told, when+":"+c.From.Raw()+">"+c.To.Raw())
	}
	if got := strings.Join(told, " "); got != "19:45>60 18:10> 17:30>45 16:>5 16:>30 ?:>10" {
		t.Error(got)
	}
}
