package apiv1

import (
	"encoding/json"
	"strings"
	"testing"
)

// The right-hand sides are what Python 3.13 prints for str(json.loads(text)).
func TestPythonText(t *testing.T) {
	for text, want := range map[string]string{
		`"as it is"`: "as it is", `[]`: "[]", `{}`: "{}", `5`: "5", `-0`: "0", `true`: "True", `false`: "False",
		`1.0`: "1.0", `25.50`: "25.5", `1e2`: "100.0", `1e16`: "1e+16", `123456789012345680.0`: "1.2345678901234568e+17", `0.0001`: "0.0001", `0.00001`: "1e-05", `-0.0`: "-0.0", `1e999`: "inf", `-1e999`: "-inf",
		`[1, "a", null, true, [2.0]]`:  "[1, 'a', None, True, [2.0]]",
		`{"a": "it's"}`:                `{'a': "it's"}`,
		`["both ' and \""]`:            `['both \' and "']`,
		`["\n\t\u0001\u00e9\u200b\\"]`: `['\n\t\x01é\u200b\\']`,
		`["日本 😀"]`:                     `['日本 😀']`,
	} {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		if got, can := pythonText(v); got != want || !can {
			t.Errorf("%s is %q, %v; want %q", text, got, can, want)
		}
	}
	for _, v := range []any{nil, map[string]any{"a": "1", "b": "2"}, []any{map[string]any{"a": "1", "b": "2"}}} {
		if got, can := pythonText(v); can {
			t.Errorf("%v is %q", v, got)
		}
	}
}
