package payload

import (
	"strings"
	"testing"
)

// The right side is what Python 3.11 printed for json.dumps(json.loads(left)).
func TestDumpIsPythons(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"b":1,"a":[true,false,null]}`:     `{"b": 1, "a": [true, false, null]}`,
		`{"a":{},"b":[]}`:                   `{"a": {}, "b": []}`,
		`{"a":1,"b":2,"a":3}`:               `{"a": 3, "b": 2}`,
		`{"a":"é\u20ac😀\u0000\u007f/\""}`:   `{"a": "\u00e9\u20ac\ud83d\ude00\u0000\u007f/\""}`,
		`{"a":"\b\f\n\r\t\\"}`:              `{"a": "\b\f\n\r\t\\"}`,
		`{"a":[1.0,0.1,1e5,1e16,1e-5,-0]}`:  `{"a": [1.0, 0.1, 100000.0, 1e+16, 1e-05, 0]}`,
		`{"a":[1e400,-1E400,-0.0,1.5e300]}`: `{"a": [Infinity, -Infinity, -0.0, 1.5e+300]}`,
		`{"a":[0.0001,123456789012345.6,9999999999999998.0,12345678901234567890123]}`: `{"a": [0.0001, 123456789012345.6, 9999999999999998.0, 12345678901234567890123]}`,
	} {
		o, err := Parse([]byte(in))
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := o.Dump(); got != want {
			t.Errorf("%s is written\n%s, want\n%s", in, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "1", `"a"`, "[1]", "{", `{"a"}`, `{"a":1}}`, `{"a":1} x`, "null", `{"a":NaN}`,
		`{"a":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + "}"} {
		if o, err := Parse([]byte(in)); err == nil {
			t.Errorf("%.20q was read as %s", in, o.Dump())
		}
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	o, err := Parse([]byte(`{"a":1,"b":{"c":"d"},"e":"f"}`))
	if err != nil {
		t.Fatal(err)
	}
	o.Delete("a")
	o.Delete("a")
	if got := o.Dump(); got != `{"b": {"c": "d"}, "e": "f"}` {
		t.Error(got)
	}
	if o.Text("e") != "f" || o.Text("b") != "" || o.Object("b").Text("c") != "d" || o.Object("e") != nil {
		t.Error("the fields are not what they were")
	}
}

// What is written can be read again, and is then written the same.
func FuzzDump(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":[1,2.5,"x",null,{"b":true}]}`, `{"\u0000":"\ud83d"}`, `{"a":1e999}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := Parse(data)
		if err != nil {
			return
		}
		text := o.Dump()
		again, err := Parse([]byte(text))
		if err != nil {
			if strings.Contains(text, "Infinity") {
				return // Python's own spelling, which is not JSON
			}
			t.Fatalf("%q: %v", text, err)
		}
		if got := again.Dump(); got != text {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
