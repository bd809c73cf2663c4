package http

import "testing"

// What a comparison lets pass is no more than what the original leaves open: each pair
// is two answers of which the second differs in one thing.
func TestRules(t *testing.T) {
	t.Parallel()
	const grouped = api + "proctored_exam/attempt/grouped/course_id/" + course
	page := func(list string) []byte {
		return []byte(`{"proctored_exam_attempts": [` + list + `], "pagination_info": {"total_pages": 1}}`)
	}
	const a, b, c = `{"id": 1, "created": "10"}`, `{"id": 2, "created": "10"}`, `{"id": 3, "created": "09"}`
	bulk := []byte(`[{"exam_id": "1", "user_id": "lea"}, {"exam_id": "99", "user_id": "lea"}]`)
	swapped := []byte(`[{"exam_id": "99", "user_id": "lea"}, {"exam_id": "1", "user_id": "lea"}]`)
	for name, pair := range map[string]struct {
		r            request
		theirs, ours answer
		differs      bool
	}{
		"attempts of one time":            {request{Path: grouped}, answer{200, "", page(a + "," + b + "," + c)}, answer{200, "", page(b + "," + a + "," + c)}, false},
		"attempts of other times":         {request{Path: grouped}, answer{200, "", page(a + "," + b + "," + c)}, answer{200, "", page(a + "," + c + "," + b)}, true},
		"an attempt's id":                 {request{Path: grouped}, answer{200, "", page(a + "," + b)}, answer{200, "", page(a + "," + c)}, true},
		"what is beside the attempts":     {request{Path: grouped}, answer{200, "", page(a)}, answer{200, "", []byte(`{"proctored_exam_attempts": [` + a + `]}`)}, true},
		"the order of a bulk":             {request{Path: api}, answer{207, "", bulk}, answer{207, "", swapped}, true},
		"allowances in another order":     {request{Path: api + "a/b/c/allowance"}, answer{200, "", bulk}, answer{200, "", swapped}, false},
		"an allowance that is missing":    {request{Path: api + "a/b/c/allowance"}, answer{200, "", bulk}, answer{200, "", bulk[:len(bulk)/2-1]}, true},
		"allowances of learners":          {request{Path: api + "a/b/c/grouped/allowance"}, answer{200, "", []byte(`{"lea": [1, 2], "leo": [3]}`)}, answer{200, "", []byte(`{"leo": [3], "lea": [2, 1]}`)}, false},
		"another learner's allowance":     {request{Path: api + "a/b/c/grouped/allowance"}, answer{200, "", []byte(`{"lea": [1, 2], "leo": [3]}`)}, answer{200, "", []byte(`{"lea": [1], "leo": [2, 3]}`)}, true},
		"a body":                          {request{Path: api}, answer{200, "", []byte(`"OK"`)}, answer{200, "", nil}, true},
		"a body that is not JSON":         {request{Path: api}, answer{200, "", []byte(`{"a": 1}`)}, answer{200, "", []byte(`{"a": 1} x`)}, true},
		"a body where there is none":      {request{Path: api}, answer{200, "", nil}, answer{200, "", []byte(`{}`)}, true},
		"words of an answer":              {request{Path: api}, answer{200, "", []byte(`{"a": "b"}`)}, answer{200, "", []byte(`{"a": "c"}`)}, true},
		"words of a refusal":              {request{Path: api}, answer{400, "", []byte(`{"detail": "b"}`)}, answer{400, "", []byte(`{"detail": "c"}`)}, false},
		"a field of a refusal":            {request{Path: api}, answer{400, "", []byte(`{"detail": "b"}`)}, answer{400, "", []byte(`{"field": "b"}`)}, true},
		"an inactive user is refused":     {request{Path: api, User: inactive}, answer{200, "", bulk}, answer{403, "", []byte(`{"detail":` + notActive + `}`)}, false},
		"an inactive user lacks a right":  {request{Path: api, User: inactive}, answer{200, "", bulk}, answer{403, "", []byte(`{"detail":"gone may not."}`)}, true},
		"another user is refused so":      {request{Path: api, User: "lea"}, answer{200, "", bulk}, answer{403, "", []byte(`{"detail":` + notActive + `}`)}, true},
		"both refuse, with other content": {request{Path: api, User: inactive}, answer{403, "", nil}, answer{403, "", []byte(`{"detail":` + notActive + `}`)}, true},
	} {
		var v verdict
		v.judge(pair.r, pair.theirs, pair.ours, nil, nil, nil)
		if (v.diff != "") != pair.differs {
			t.Errorf("%s: %q", name, v.diff)
		}
	}
}
