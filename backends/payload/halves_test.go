package payload

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"examdesk/model"
)

// What stands alone of a surrogate pair is stored as Python's json.dumps writes
// it, and is never replaced.
func TestHalvesOfPairsStay(t *testing.T) {
	for in, want := range map[string]string{
		`{"a": "x\ud800y"}`:            `{"a": "x\ud800y"}`,
		`{"a": "\uD83D\uDE00"}`:        `{"a": "\ud83d\ude00"}`,
		`{"a": "\ude00\ud83d"}`:        `{"a": "\ude00\ud83d"}`,
		`{"\udfff": ["\ud800\ud800"]}`: `{"\udfff": ["\ud800\ud800"]}`,
		`{"a": "\\\\ud800"}`:           `{"a": "\\\\ud800"}`,
		`{"a": "\\\\\ud800"}`:          `{"a": "\\\\\ud800"}`,
		"{\"a\": \"\ufdd0\\ud800\"}":   `{"a": "\ufdd0\ud800"}`,
		`{"a": "\ufdd0\ud800\ufdd1"}`:  `{"a": "\ufdd0\ud800\ufdd1"}`,
		`{"a": "\u0000"}`:              `{"a": "\u0000"}`,
		"{\"a\": \"\ufffd\"}":          `{"a": "\ufffd"}`,
	} {
		o, err := Parse([]byte(in))
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := o.Dump(); got != want {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
	}
	all := ""
	for r := rune(0xfdd0); r <= 0xfdef; r++ {
		all += string(r)
	}
	if _, err := Parse([]byte(`{"a": "` + all + `\ud800"}`)); err == nil {
		t.Error("a text with all marks passed")
	}
	if _, err := Parse([]byte(`{"a": "` + all + `"}`)); err != nil {
		t.Error(err)
	}
}

func TestParseNamesTheByte(t *testing.T) {
	_, err := Parse([]byte("{\n\"a\": \"\xcf\"}"))
	if err == nil || !strings.Contains(Unreadable(err).Error(), "line 2, byte 7 (offset 8): 0xCF is not valid UTF-8") {
		t.Error(err)
	}
}

func TestDeliveryWithHalfOfAPair(t *testing.T) {
	half := halves{"\ufdd0"}.restore("a\ufdd0d800")
	for _, d := range []model.Delivery{
		{Status: model.StandardStatus(half)}, {ReviewedBy: half}, {VideoURL: half},
		{Comments: []model.DeliveredComment{{}, {Text: half}}}, {Comments: []model.DeliveredComment{{Status: half}}},
	} {
		if err := CheckDelivery(d); model.CodeOf(err) != model.CodeInvalid || !strings.Contains(err.Error(), `\ud800`) {
			t.Errorf("%+v: %v", d, err)
		}
	}
	if err := CheckDelivery(model.Delivery{Raw: half, Comments: []model.DeliveredComment{{Text: "Zo\u00eb \ufffd"}}}); err != nil {
		t.Error(err)
	}
}

// FuzzHalves: what is dumped is ASCII and says again what was read.
func FuzzHalves(f *testing.F) {
	f.Add(`{"a": "\ud800\udc00\ud800", "\\\ud800": "\ufdd0"}`)
	f.Add(`{"a": "\\\\ud800"}`)
	f.Fuzz(func(t *testing.T, in string) {
		o, err := Parse([]byte(in))
		if err != nil {
			return
		}
		out := o.Dump()
		again, err := Parse([]byte(out))
		if err != nil || again.Dump() != out {
			t.Fatalf("%q dumps %q, then %v", in, out, err)
		}
		if !utf8.ValidString(out) || !json.Valid([]byte(out)) && !strings.Contains(out, "Infinity") {
			t.Fatalf("%q dumps %q", in, out)
		}
	})
}
