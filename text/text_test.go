package text

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func utf16le(s string) []byte { return encoded(s, unicode.LittleEndian) }
func utf16be(s string) []byte { return encoded(s, unicode.BigEndian) }

func encoded(s string, order unicode.Endianness) []byte {
	data, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().Bytes([]byte(s))
	if err != nil {
		panic(err)
	}
	return data
}

func TestDecodeReadsUnicode(t *testing.T) {
	const want = "Zoë 张梅 😀 ю\r\nline two \ufffd"
	for name, data := range map[string][]byte{
		"utf-8": []byte(want), "utf-8 with mark": []byte("\xef\xbb\xbf" + want),
		"utf-16 little endian": utf16le(want), "utf-16 big endian": utf16be(want),
	} {
		got, err := Decode(data)
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestDecodeNamesTheByte(t *testing.T) {
	cyrillic, err := charmap.Windows1251.NewEncoder().String("первая\nПодозрение")
	if err != nil {
		t.Fatal(err)
	}
	latin, _ := charmap.ISO8859_1.NewEncoder().String("ok\nok\nZoë")
	half := append(utf16le("a\nb"), 0x3d, 0xd8) // the first half of a pair
	for name, c := range map[string]struct {
		data string
		want Fault
	}{
		"windows-1251":          {cyrillic, Fault{0, 1, 1, 0xef, notUTF8}},
		"latin-1":               {latin, Fault{8, 3, 3, 0xeb, notUTF8}},
		"lone byte behind mark": {"\xef\xbb\xbfab\x80", Fault{5, 1, 6, 0x80, notUTF8}},
		"surrogate in UTF-8":    {"a\xed\xa0\x80", Fault{1, 1, 2, 0xed, notUTF8}},
		"overlong":              {"\xc0\xaf", Fault{0, 1, 1, 0xc0, notUTF8}},
		"cut off":               {"x\n\xe4\xb8", Fault{2, 2, 1, 0xe4, notUTF8}},
		"zero byte":             {"a\nb\x00", Fault{3, 2, 2, 0, isNUL}},
		"utf-16 without mark":   {string(utf16le("ab")[2:]), Fault{1, 1, 2, 0, isNUL}},
		"utf-16, odd":           {string(utf16le("ab")) + "c", Fault{6, 1, 7, 'c', cutUTF16}},
		"utf-16, half a pair":   {string(half), Fault{8, 2, 3, 0x3d, notUTF16}},
		"utf-16, zero":          {string(utf16be("a\x00")), Fault{4, 1, 5, 0, isNUL}},
		"utf-32":                {"\xff\xfe\x00\x00a\x00\x00\x00", Fault{2, 1, 3, 0, isNUL}},
		"spreadsheet":           {"PK\x03\x04\x14", Fault{0, 1, 1, 'P', isArchive}},
	} {
		got, err := Decode([]byte(c.data))
		var f *Fault
		if !errors.As(err, &f) || *f != c.want || got != "" {
			t.Errorf("%s: %q, %+v", name, got, err)
		}
	}
	if _, err := Windows1252.Decode([]byte("a\x81")); err == nil || !strings.Contains(err.Error(), "line 1, byte 2 (offset 1): 0x81") {
		t.Errorf("windows-1252: %v", err)
	}
	if got, err := Windows1252.Decode([]byte("Zo\xeb \x80")); err != nil || got != "Zoë €" {
		t.Errorf("windows-1252: %q, %v", got, err)
	}
}

// FuzzDecode: what passes is valid and has the same meaning as what went in; what does not is
// named by a byte that is there.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"", "a", "\xef\xbb\xbf", "\xff\xfe", "\xfe\xff\x00a", "\xff\xfe=\xd8\x00\xde", "\xed\xa0\x80", "a\x00", "PK\x03\x04", "\xff\xfea\x00\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, e := range []Encoding{Unicode, Windows1252} {
			s, err := e.Decode(data)
			var fault *Fault
			switch {
			case err == nil && (!utf8.ValidString(s) || strings.Contains(s, "\x00") || Check(s) != nil):
				t.Fatalf("%q passed as %q", data, s)
			case err == nil:
				sameAgain(t, e, data, s)
			case !errors.As(err, &fault):
				t.Fatalf("%q: %v is not a fault", data, err)
			case fault.Offset >= len(data) || data[fault.Offset] != fault.Byte || fault.Line < 1 || fault.Column < 1 || s != "":
				t.Fatalf("%q: %+v", data, fault)
			}
		}
	})
}

// sameAgain: the text, encoded again, is the bytes that it came from.
func sameAgain(t *testing.T, e Encoding, data []byte, s string) {
	t.Helper()
	var back []byte
	switch {
	case e == Windows1252:
		back, _ = charmap.Windows1252.NewEncoder().Bytes([]byte(s))
	case strings.HasPrefix(string(data), "\xff\xfe"):
		back = utf16le(s)
	case strings.HasPrefix(string(data), "\xfe\xff"):
		back = utf16be(s)
	default:
		back, data = []byte(s), []byte(strings.TrimPrefix(string(data), "\xef\xbb\xbf"))
	}
	if string(back) != string(data) {
		t.Fatalf("%q became %q, which is %q again", data, s, back)
	}
}
