package steps

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"examdesk/cli/kit"
)

// As JSON each attempt says that it was not reached.
func TestInterruptedJSON(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	defer end()
	var list []Step
	for id := range int64(4) {
		list = append(list, Step{ID: id, Do: func(context.Context) (DoneStep, error) {
			if id == 1 {
				end()
			}
			return DoneStep{Said: "is verified"}, nil
		}})
	}
	var out bytes.Buffer
	a := &kit.Factory{Env: kit.Env{Out: &out}, Did: &kit.Tally{}}
	err := stepsJSON(context.WithValue(ctx, kit.TallyKey{}, a.Did), a, &kit.Opened{}, kit.Change{Yes: true}, list)
	var rows []struct {
		Done bool    `json:"done"`
		Code *string `json:"code"`
	}
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil || len(rows) != 4 {
		t.Fatalf("%v, %s", err, out.String())
	}
	for i, r := range rows {
		if r.Done != (i < 2) || (r.Code != nil) != (i >= 2) || r.Code != nil && *r.Code != "interrupted" {
			t.Errorf("%d: %+v", i, r)
		}
	}
	if said := a.Did.Interrupted(); err == nil || said != "Interrupted. 2 of 4 attempts are done; the other 2 were not changed." {
		t.Errorf("%v, %s", err, said)
	}
}
