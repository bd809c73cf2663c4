package webhook

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	const timestamp = "1795190400"
	body := []byte(`{"id":7}`)
	right := Sign(testSecret, timestamp, body)
	for name, c := range map[string]struct {
		secret, signature, timestamp, body string
		at                                 time.Duration
		ok                                 bool
	}{
		"right":                {string(testSecret), right, timestamp, string(body), 0, true},
		"a little late":        {string(testSecret), right, timestamp, string(body), 5 * time.Minute, true},
		"a little early":       {string(testSecret), right, timestamp, string(body), -5 * time.Minute, true},
		"too late":             {string(testSecret), right, timestamp, string(body), 5*time.Minute + time.Second, false},
		"too early":            {string(testSecret), right, timestamp, string(body), -5*time.Minute - time.Second, false},
		"second of two":        {string(testSecret), "v1=00, " + right, timestamp, string(body), 0, true},
		"a newer scheme too":   {string(testSecret), "v2=zz," + right, timestamp, string(body), 0, true},
		"upper case":           {string(testSecret), "v1=" + strings.ToUpper(right[3:]), timestamp, string(body), 0, true},
		"another secret":       {"another secret, also long", right, timestamp, string(body), 0, false},
		"another body":         {string(testSecret), right, timestamp, `{"id":8}`, 0, false},
		"another time":         {string(testSecret), right, "1795190401", string(body), 0, false},
		"dot moved":            {string(testSecret), right, timestamp[:9], timestamp[9:] + "." + string(body), 0, false},
		"no scheme":            {string(testSecret), right[3:], timestamp, string(body), 0, false},
		"another scheme":       {string(testSecret), "v0=" + right[3:], timestamp, string(body), 0, false},
		"cut":                  {string(testSecret), right[:len(right)-2], timestamp, string(body), 0, false},
		"half a digit":         {string(testSecret), right[:len(right)-1], timestamp, string(body), 0, false},
		"empty":                {string(testSecret), "", timestamp, string(body), 0, false},
		"empty digits":         {string(testSecret), "v1=", timestamp, string(body), 0, false},
		"no timestamp":         {string(testSecret), right, "", string(body), 0, false},
		"timestamp of words":   {string(testSecret), right, "now", string(body), 0, false},
		"timestamp overflows":  {string(testSecret), right, "99999999999999999999", string(body), 0, false},
		"timestamp at the end": {string(testSecret), Sign(testSecret, "9223372036854775807", body), "9223372036854775807", string(body), 0, false},
		"no secret":            {"", Sign(nil, timestamp, body), timestamp, string(body), 0, false},
	} {
		err := Verify([]byte(c.secret), c.signature, c.timestamp, []byte(c.body), testNow().Add(c.at), 5*time.Minute)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzVerify: nothing makes it panic, and only the right signature passes.
func FuzzVerify(f *testing.F) {
	f.Add("v1=00", "1795190400", []byte(`{}`))
	f.Add(Sign(testSecret, "1795190400", []byte(`{}`)), "1795190400", []byte(`{}`))
	f.Add("v1=,v1=,,", "-1", []byte{})
	f.Add(",v1=zz", "9223372036854775807", []byte("\xff"))
	f.Fuzz(func(t *testing.T, signature, timestamp string, body []byte) {
		err := Verify(testSecret, signature, timestamp, body, testNow(), time.Minute)
		right := strings.TrimPrefix(Sign(testSecret, timestamp, body), signatureScheme)
		holds := strings.Contains(strings.ToLower(signature), right)
		if err == nil && !holds {
			t.Errorf("%q passed for %q", signature, body)
		}
		if err != nil && model.CodeOf(err) != model.CodeDenied {
			t.Errorf("%v", err)
		}
		if err := Verify(testSecret, Sign(testSecret, timestamp, body), timestamp, body, testNow(), time.Minute); err == nil {
			seconds, parse := strconv.ParseInt(timestamp, 10, 64)
			if away := seconds - testNow().Unix(); parse != nil || away < -60 || away > 60 {
				t.Errorf("%q is another time", timestamp)
			}
		}
	})
}

// The example in the documentation is right.
func TestDocumentedExample(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../docs/platform.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	field := func(name string) string {
		_, rest, found := strings.Cut(doc, name+": ")
		if !found {
			t.Fatalf("the example has no %s", name)
		}
		value, _, _ := strings.Cut(rest, "\n")
		return strings.Trim(value, "` ")
	}
	body := field("Body")
	if err := Verify([]byte(field("Secret")), field(HeaderSignature), field(HeaderTimestamp), []byte(body), testNow(), time.Minute); err != nil {
		t.Errorf("%v; right is %s", err, Sign([]byte(field("Secret")), field(HeaderTimestamp), []byte(body)))
	}
	m := testMessage()
	m.Payload = []byte(`{"course_id":"course-v1:edX+Demo+2026","content_id":"block-v1:edX+Demo+2026+type@sequential+block@midterm","exam_id":3,"attempt_id":21,"user_id":12,"value":"satisfied"}`)
	if sent, err := Body(m); err != nil || string(sent) != body {
		t.Errorf("the example's body is not what is sent (%v):\n%s", err, sent)
	}
	if field("Secret") != string(testSecret) {
		t.Error("the example's secret is another one")
	}
}
