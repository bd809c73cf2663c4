package wire

import (
	"net/http"

	"examdesk/model"
)

// CanParams ask about a deed.
type CanParams struct {
	Deed     model.Deed      `in:"path" doc:"The deed, e.g. attempt.decide."`
	Subjects []model.Subject `in:"query" doc:"What it would be done to, as a JSON list; without any, whether it can be done anywhere."`
}

// Can is [model.DeedAsker.Can].
var Can = Asks[CanParams, model.Answer](Op{
	Name: "can", Tag: "rights", Method: http.MethodGet, Path: "/deeds/{deed}", Scope: ForEveryone,
	Summary: "Reports whether the person who asks may do a deed, and if not, why and what can be done about it.",
})
