package model

import (
	"slices"
	"testing"
	"time"
)

func TestSplitFormer(t *testing.T) {
	t.Parallel()
	at := func(second int) time.Time { return time.Date(2026, 11, 1, 9, 0, second, 0, time.UTC) }
	ana := &Learner{ID: 3, Email: "ana@example.com"}
	const a, b, none = `{"status": "suspicious", "comments": [{}]}`, `{"status": "violation", "comments": [{}]}`, `{"status": "passed", "comments": []}`
	for name, c := range map[string]struct {
		raw      Text
		by       *Learner
		versions []ReviewVersion // newest first
		comments []int           // when each came
		stands   []int
	}{
		"delivered once":                         {raw: a, comments: []int{0, 0}, stands: []int{0, 0}},
		"delivered again, identical":             {raw: a, versions: []ReviewVersion{{RawData: a, Replaced: at(5)}}, comments: []int{0, 5}, stands: []int{0, 5}},
		"delivered again, different":             {raw: b, versions: []ReviewVersion{{RawData: a, Replaced: at(5)}}, comments: []int{0, 0, 5}, stands: []int{5}},
		"different, then without comments":       {raw: none, versions: []ReviewVersion{{RawData: a, Replaced: at(5)}}, comments: []int{0, 0}},
		"and back":                               {raw: a, versions: []ReviewVersion{{RawData: b, Replaced: at(9)}, {RawData: a, Replaced: at(5)}}, comments: []int{0, 5, 9}, stands: []int{9}},
		"different, then decided":                {raw: b, by: ana, versions: []ReviewVersion{{RawData: b, Replaced: at(9)}, {RawData: a, Replaced: at(5)}}, comments: []int{0, 5}, stands: []int{5}},
		"decided":                                {raw: a, by: ana, versions: []ReviewVersion{{RawData: a, Replaced: at(5)}}, comments: []int{0}, stands: []int{0}},
		"notes written in the admin":             {raw: a + " seen", by: ana, versions: []ReviewVersion{{RawData: a, Replaced: at(5)}}, comments: []int{0}, stands: []int{0}},
		"a value edited in the admin":            {raw: b, by: ana, versions: []ReviewVersion{{RawData: a, Replaced: at(5)}}, comments: []int{0}, stands: []int{0}},
		"notes after another delivery":           {raw: "seen", by: ana, versions: []ReviewVersion{{RawData: b, Replaced: at(9)}, {RawData: a, Replaced: at(5)}}, comments: []int{0, 5}, stands: []int{5}},
		"decided, then accepted":                 {raw: b, by: ana, versions: []ReviewVersion{{RawData: a, ReviewedBy: ana, Replaced: at(9)}, {RawData: a, Replaced: at(5)}}, comments: []int{0, 9}, stands: []int{9}},
		"decided, then accepted without comment": {raw: none, by: ana, versions: []ReviewVersion{{RawData: a, ReviewedBy: ana, Replaced: at(9)}}, comments: []int{0}},
		"of one moment":                          {raw: b, versions: []ReviewVersion{{RawData: a, Replaced: at(0)}}, comments: []int{0, 0, 0}, stands: []int{0}},
		"retired":                                {versions: []ReviewVersion{{Replaced: at(9)}, {Replaced: at(5)}}, comments: []int{0, 5}, stands: []int{0, 5}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Review{RawData: c.raw, ReviewedBy: c.by, Versions: c.versions}
			for _, s := range c.comments {
				r.Comments = append(r.Comments, Comment{ID: int64(len(r.Comments) + 1), Created: at(s)})
			}
			for range 2 { // splitting again changes nothing
				r.SplitFormer()
				var got []int
				for _, x := range r.Comments {
					got = append(got, x.Created.Second())
				}
				if !slices.Equal(got, c.stands) || len(r.FormerComments) != len(c.comments)-len(c.stands) {
					t.Errorf("%v stand, %d are former; want %v", got, len(r.FormerComments), c.stands)
				}
			}
		})
	}
}
