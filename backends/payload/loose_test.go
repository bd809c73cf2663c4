package payload

import "testing"

// What the original takes because Django does: numbers as texts, digits of other
// scripts, truth values as numbers, and nothing to go through.
func TestLooseComments(t *testing.T) {
	t.Parallel()
	names := CommentFields{Start: "start", Stop: "stop", Duration: "duration", Text: "comment", Status: "status"}
	for body, want := range map[string]string{
		`{"c": {}}`: "", `{"c": ""}`: "", `{"c": []}`: "",
		`{"c": [{"comment": 5, "status": true, "start": true, "stop": "٣", "duration": 2.9}]}`: "5 True",
		`{"c": [{"comment": 2.5, "status": "x", "start": "12"}]}`:                              "2.5 x",
	} {
		o, err := Parse([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		list, err := o.Comments("c", names)
		got := ""
		if len(list) > 0 {
			got = list[0].Text + " " + list[0].Status
		}
		if err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", body, got, err, want)
		}
		if want == "5 True" && (list[0].Start != 1 || list[0].Stop != 3 || list[0].Duration != 2) {
			t.Errorf("%s: %+v", body, list[0])
		}
	}
	for _, body := range []string{`{"c": {"a": 1}}`, `{"c": 5}`, `{"c": null}`, `{"c": [5]}`, `{"c": [{"comment": null, "status": "x"}]}`, `{"c": [{"comment": "x", "status": []}]}`, `{"c": [{"comment": "x", "status": "y", "start": "abc"}]}`} {
		o, err := Parse([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if list, err := o.Comments("c", names); err == nil {
			t.Errorf("%s was taken: %+v", body, list)
		}
	}
}
