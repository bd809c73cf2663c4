package store

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"modernc.org/sqlite"

	"examdesk/model"
)

// latestFunction counts in SQL the comments of the delivery that stands. Which
// those are is the model's rule, not SQL's.
const latestFunction = "examdesk_latest_comments"

// prepareDriver gives SQL our functions, for every connection from then on, and has
// commits synced as SQLite's own builds sync them: with the data, and what is needed to
// read it again, but without the times of the file, for which a file system may
// write its journal. Systems without fdatasync keep using fsync.
var prepareDriver = sync.OnceValue(func() error {
	if _, err := sqlite.Fdatasync(true); err != nil && !errors.Is(err, sqlite.ErrFdatasyncUnavailable) {
		return err
	}
	return sqlite.RegisterDeterministicScalarFunction(latestFunction, 4, latestComments)
})

// latestComments takes a review's raw data, whether no person is its reviewer, and
// its former versions and its comments as JSON.
func latestComments(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	var r model.Review
	r.RawData = textOf(args[0])
	r.ReviewedBy = somebody(args[1] == int64(1))
	versions, err := tuples(args[2], 3)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		version := model.ReviewVersion{RawData: textOf(v[0]), ReviewedBy: somebody(fmt.Sprint(v[2]) == "1")}
		if err := (scanTime{&version.Replaced}).Scan(v[1]); err != nil {
			return nil, err
		}
		r.Versions = append(r.Versions, version)
	}
	comments, err := tuples(args[3], 2)
	if err != nil {
		return nil, err
	}
	for _, c := range comments {
		var one model.Comment
		id, ok := c[0].(json.Number)
		if !ok {
			return nil, fmt.Errorf("a comment's id is %T", c[0])
		}
		if one.ID, err = id.Int64(); err != nil {
			return nil, fmt.Errorf("a comment's id: %w", err)
		}
		if err := (scanTime{&one.Created}).Scan(c[1]); err != nil {
			return nil, err
		}
		r.Comments = append(r.Comments, one)
	}
	r.SplitFormer()
	return int64(len(r.Comments)), nil
}

// somebody takes the place of the reviewer; the rule only checks whether there is one.
func somebody(none bool) *model.Learner {
	if none {
		return nil
	}
	return &model.Learner{}
}

func textOf(v any) (t model.Text) {
	_ = text(&t).Scan(v) // it takes whatever SQLite holds
	return t
}

// tuples reads a JSON array of arrays of n values.
func tuples(v driver.Value, n int) ([][]any, error) {
	d := json.NewDecoder(strings.NewReader(textOf(v).Raw()))
	d.UseNumber()
	var out [][]any
	if err := d.Decode(&out); err != nil {
		return nil, fmt.Errorf("read the rows of a review: %w", err)
	}
	for _, t := range out {
		if len(t) != n {
			return nil, fmt.Errorf("a row of a review has %d columns, not %d", len(t), n)
		}
	}
	return out, nil
}
