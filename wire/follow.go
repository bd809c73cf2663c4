package wire

import (
	"net/http"

	"examdesk/model"
)

// Edition is [model.Follower.Edition].
var Edition = Asks[None, string](Op{
	Name: "edition", Tag: "changes", Method: http.MethodGet, Path: "/edition", Scope: ForTeams,
	Summary: "Identifies the present state of the store: it differs whenever anybody has written.",
})

// Changes are what changes, as server-sent events. The event edition has the store's
// edition as its id and its data: whoever knows it may send it as Last-Event-ID. The
// event problem is why the store cannot be read, null once it can. Other kinds may come.
var Changes = Asks[None, string](Op{
	Name: "changes", Tag: "changes", Method: http.MethodGet, Path: "/changes", Scope: ForTeams, Shape: Events,
	Summary: "Sends changes as server-sent events: an edition event whenever the store has been written to, with the edition as its id.",
}).Op

// RowsParams name attempts.
type RowsParams struct {
	IDs []int64 `in:"query" doc:"The attempts' ids, as a JSON list such as [1,2]; at most 1000."`
}

// ReadRows is [model.Follower.ReadRows].
var ReadRows = Asks[RowsParams, []model.AttemptRow](Op{
	Name: "readRows", Tag: "attempts", Method: http.MethodGet, Path: "/attempts/rows", Scope: ForTeams,
	Summary: "Returns attempts by id as a list shows them; those that are gone are left out.",
})

// FilterParams are a filter.
type FilterParams struct {
	Filter string        `in:"query" doc:"The filter."`
	Where  *model.Filter `in:"query" doc:"The same as JSON."`
}

// ReadFilter is [model.FilterReader.ReadFilter].
var ReadFilter = Asks[FilterParams, model.FilterReading](Op{
	Name: "readFilter", Tag: "attempts", Method: http.MethodGet, Path: "/filters", Scope: ForTeams,
	Summary: "Reads a filter against what the store holds: short names are completed, and what is not there is said.",
})
