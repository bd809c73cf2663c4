package spell

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/jsonschema-go/jsonschema"
	"pgregory.net/rapid"

	"examdesk/model"
)

// whole is a value that has something of every sort.
type whole struct {
	Row      model.AttemptRow
	Detail   model.AttemptDetail
	Query    model.AttemptQuery
	Decided  model.Decided
	Card     model.LearnerCard
	Message  model.Message
	Line     model.ActivityLine
	Caps     model.Capabilities
	Exam     model.ExamDetail
	Decision model.Decision
	Counts   map[int64]int64
	Body     []byte
}

// fill draws any value of a type: what a store may hold, hostile text included.
func fill(t *rapid.T, v reflect.Value, depth int) {
	switch v.Interface().(type) {
	case time.Time:
		if at := rapid.Int64Range(-1, 4e15).Draw(t, "µs"); at >= 0 {
			v.Set(reflect.ValueOf(time.UnixMicro(at).UTC()))
		}
		return
	case time.Duration:
		v.SetInt(rapid.Int64Range(-1e16, 1e16).Draw(t, "ns"))
		return
	case model.Certainty:
		v.SetInt(rapid.Int64Range(0, 2).Draw(t, "certainty"))
		return
	case model.EmptyTexts:
		v.SetUint(rapid.Uint64Range(0, 7).Draw(t, "empty"))
		return
	case *time.Location:
		if rapid.Bool().Draw(t, "zone") {
			zone, err := time.LoadLocation("Europe/Berlin")
			if err != nil {
				t.Fatal(err)
			}
			v.Set(reflect.ValueOf(zone))
		}
		return
	case json.RawMessage:
		v.SetBytes([]byte(`{"a": [1, "b"]}`))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "int"))
	case reflect.Pointer:
		if depth < 8 && rapid.Bool().Draw(t, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem(), depth+1)
			if at, is := v.Interface().(*time.Time); is && at.IsZero() {
				v.SetZero() // the zero time stands for none
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
			return
		}
		n := 0
		if depth < 8 {
			n = rapid.IntRange(0, 2).Draw(t, "len")
		}
		for range n {
			e := reflect.New(v.Type().Elem()).Elem()
			fill(t, e, depth+1)
			v.Set(reflect.Append(v, e))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range rapid.IntRange(0, 2).Draw(t, "len") {
			k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(t, k, depth+1)
			fill(t, e, depth+1)
			v.SetMapIndex(k, e)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("json") != "-" {
				fill(t, v.Field(i), depth)
			}
		}
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf(rapid.SampledFrom([]any{int64(1), "x\u202e", 1.5, true, []any{int64(1)}, map[string]any{"a": "b"}}).Draw(t, "any")))
		}
	}
}

// TestRoundTrip writes any value, which is then JSON, reads it back, and has the same.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var in, out whole
		fill(t, reflect.ValueOf(&in).Elem(), 0)
		data := Write(in)
		if !json.Valid(data) || strings.ContainsRune(string(data), '\n') {
			t.Fatalf("not JSON in one line: %s", data)
		}
		if err := Read(data, &out); err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if diff := cmp.Diff(in, out, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b *time.Location) bool {
			return (a == nil) == (b == nil) && (a == nil || a.String() == b.String())
		})); diff != "" {
			t.Fatal(diff)
		}
		if again := Write(out); string(again) != string(data) {
			t.Fatalf("written again it differs:\n%s\n%s", data, again)
		}
	})
}

// TestSchemas has any value that is written be what its schema describes.
func TestSchemas(t *testing.T) {
	t.Parallel()
	defs := NewDefs("#/$defs/")
	root := defs.Of(reflect.TypeFor[whole]())
	data, err := json.Marshal(map[string]any{"$ref": root.Ref, "$defs": defs.ByName})
	if err != nil {
		t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		var in whole
		fill(t, reflect.ValueOf(&in).Elem(), 0)
		var v any
		if err := json.Unmarshal(Write(in), &v); err != nil {
			t.Fatal(err)
		}
		if err := resolved.Validate(v); err != nil {
			t.Fatal(err)
		}
	})
	if resolved.Validate(map[string]any{"row": 5}) == nil {
		t.Error("a value of another kind is valid")
	}
}

func TestWritten(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 29, 6, 0, 0, 5000, time.FixedZone("", 3600))
	for want, v := range map[string]any{
		`"2026-11-29T05:00:00.000005Z"`: at,
		`null`:                          time.Time{},
		`1.5`:                           1500 * time.Millisecond,
		`-0.5`:                          -500 * time.Millisecond,
		`"a\u001b[31m\u0007"`:           model.Text("a\x1b[31m\a"),
		`"ab"`:                          model.Text("a\xffb"),
		`["external_id","attempt_code"]`: func() (e model.EmptyTexts) {
			e.Set(model.EmptyExternalID, true)
			e.Set(model.EmptyCode, true)
			return e
		}(),
		`{"status":"submitted","modified":null,"review_id":0,"review_modified":null}`: model.Version{Status: model.Submitted},
		`{"1":2,"10":3}`: map[int64]int64{10: 3, 1: 2},
	} {
		if got := string(Write(v)); got != want {
			t.Errorf("%#v: %s, want %s", v, got, want)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		``:                                      "The JSON ends too early.",
		`{`:                                     "The JSON ends too early.",
		`[]`:                                    "The body must be an object, not a list.",
		`{"review":"Clean","review":"Clean"}`:   "The body has the field review twice.",
		`{"reviw":"Clean"}`:                     "The body has no field reviw.",
		`{"expected":{"modified":5}}`:           "The field expected.modified must be a time such as 2026-11-29T06:30:00.000000Z, not 5.",
		`{"expected":{"modified":"yesterday"}}`: `The field expected.modified must be a time such as 2026-11-29T06:30:00.000000Z, not "yesterday".`,
		`{"attempt_id":1.5}`:                    "The field attempt_id must be a whole number, not 1.5.",
		`{"attempt_id":99999999999999999999}`:   "The field attempt_id must be a whole number, not 99999999999999999999.",
		`{"attempt_id":null}`:                   "The field attempt_id must be a whole number, not null.",
		`{"id":{}}`:                             "The field id must be a string, not an object.",
		"{\"id\":\"a\xff\"}":                    "The JSON must be UTF-8; byte 9 is not.",
		`{"id":"a\ud800"}`:                      "The field id has half a character: a surrogate without the other.",
		`{} {}`:                                 "There is something after the end of the JSON.",
		`{"id":"a" "b"}`:                        "This is not JSON (at byte 10).",
		strings.Repeat(`{"expected":`, 3) + `1`: "The field expected has no field expected.",
		`{"reason":"` + strings.Repeat("x", 60) + `"`: "The JSON ends too early.",
	} {
		var d model.Decision
		err := Read([]byte(in), &d)
		if model.CodeOf(err) != model.CodeInvalid || model.Sentence(err) != want {
			t.Errorf("%s: %v, want %s", in, err, want)
		}
	}
	for _, text := range []string{`"\ud83d\ude00"`, `"\ufffd"`, "\"\uFFFD\""} {
		var s string
		if err := Read([]byte(text), &s); err != nil || s == "" {
			t.Errorf("%s: %q, %v", text, s, err)
		}
	}
	var d model.Decision
	if err := ReadLoose([]byte(`{"new":[{"x":[1,{}]}],"id":"one"}`), &d); err != nil || d.ID != "one" {
		t.Errorf("a newer server: %v, %+v", err, d)
	}
	var f model.Filter
	if err := Read([]byte(strings.Repeat(`{"groups":[{"any":[`, 100)), &f); model.CodeOf(err) != model.CodeInvalid || !strings.Contains(err.Error(), "nested") {
		t.Errorf("very deep: %v", err)
	}
}

// TestProblems has errors at the other end be what they were.
func TestProblems(t *testing.T) {
	t.Parallel()
	there := func(err error) error {
		var p Problem
		if err := Read(Write(ProblemOf(err)), &p); err != nil {
			t.Fatal(err)
		}
		return p.Err()
	}
	seen, row := model.Version{Status: model.Submitted, ReviewID: 3}, model.AttemptRow{Attempt: model.Attempt{ID: 7, Status: model.Verified}}
	var conflict *model.ConflictError
	if err := there(model.AsConflict(seen, row)); model.CodeOf(err) != model.CodeConflict || !errors.As(err, &conflict) || !conflict.Seen.Equal(seen) || conflict.Now.Attempt.ID != 7 {
		t.Errorf("conflict: %v", err)
	}
	var exam *model.ExamConflictError
	detail := model.ExamDetail{ExamRow: model.ExamRow{Exam: model.Exam{ID: 5, Name: "Midterm"}}}
	if err := there(model.AsExamConflict(detail)); model.CodeOf(err) != model.CodeConflict || !errors.As(err, &exam) || exam.Now.Exam.Name != "Midterm" {
		t.Errorf("exam conflict: %v", err)
	}
	_, wrong := model.ParseFilter("status:error revew:clean")
	var place, was *model.FilterError
	if err := there(wrong); !errors.As(wrong, &was) || !errors.As(err, &place) || place.At != was.At || place.Filter != was.Filter || model.Sentence(err) != model.Sentence(wrong) {
		t.Errorf("filter: %v, was %v", err, wrong)
	}
	if err := there(model.Wrap(model.ErrPastDue, model.CodeInvalid, "Too late.")); !errors.Is(err, model.ErrPastDue) {
		t.Errorf("past due: %v", err)
	}
	if err := there(errors.New("sqlite: /srv/secret.db is locked")); model.CodeOf(err) != model.CodeInternal || strings.Contains(err.Error(), "secret") {
		t.Errorf("an error without a sentence: %v", err)
	}
	if err := Read(Write([]error{nil, model.Errorf(model.CodeDenied, "No.")}), &[]error{}); err != nil {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{`{}`, `{"id":"a","expected":{"modified":"2026-11-29T06:30:00Z"}}`, `[[[`, `{"attempt_id":1e3}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var d model.Decision
		if Read(data, &d) != nil {
			return
		}
		once := Write(d)
		var again model.Decision
		if err := Read(once, &again); err != nil || string(Write(again)) != string(once) {
			t.Errorf("%q is %s, then %v", data, once, err)
		}
	})
}

// An answer whose bytes are not UTF-8 is refused: reading it would replace them.
func TestAnswersAreUTF8(t *testing.T) {
	t.Parallel()
	var got string
	if err := ReadLoose([]byte("\"caf\xe9\""), &got); model.CodeOf(err) != model.CodeInvalid || got != "" {
		t.Errorf("%q %v", got, err)
	}
}
