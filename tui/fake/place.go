package fake

import (
	"fmt"

	"examdesk/model"
)

// place is a position in the list: ordered by last change, then by id.
type place struct {
	at int64
	id int64
}

func placeOf(r model.AttemptRow) place {
	return place{at: r.Attempt.Modified.UnixMicro(), id: r.Attempt.ID}
}

func (p place) before(o place) bool { return p.at < o.at || p.at == o.at && p.id < o.id }

func (p place) cursor() model.Cursor { return model.Cursor(fmt.Sprintf("%d.%d", p.at, p.id)) }

func parsePlace(c model.Cursor) (place, error) {
	var p place
	if _, err := fmt.Sscanf(string(c), "%d.%d", &p.at, &p.id); err != nil {
		return p, model.Wrap(err, model.CodeInvalid, "The place in the list is not valid.")
	}
	return p, nil
}
