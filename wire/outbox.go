package wire

import (
	"net/http"

	"examdesk/model"
)

// MessagesParams ask for messages of the outbox.
type MessagesParams struct {
	State  model.MessageState `in:"query" doc:"Only messages in this state: pending, failed, delivered or recorded."`
	After  int64              `in:"query" doc:"The id of the last message of the page before."`
	Newest bool               `in:"query" doc:"Whether the newest comes first."`
	Limit  int                `in:"query" doc:"How many at most."`
}

// Messages is [model.OutboxReader.Messages].
var Messages = Walks[MessagesParams, model.Message](Op{
	Name: "messages", Tag: "outbox", Method: http.MethodGet, Path: "/outbox.ndjson", Scope: ForStaff,
	Summary: "Walks through the messages to the platform and the services.",
})

// CountMessages is [model.OutboxReader.CountMessages].
var CountMessages = Asks[None, map[model.MessageState]int64](Op{
	Name: "countMessages", Tag: "outbox", Method: http.MethodGet, Path: "/outbox/counts",
	Summary: "Counts the messages of the outbox by state.",
})

// CountFailed is [model.OutboxReader.CountFailed].
var CountFailed = Asks[None, int64](Op{
	Name: "countFailed", Tag: "outbox", Method: http.MethodGet, Path: "/outbox/failed",
	Summary: "Counts the messages that were given up.",
})

// RetryParams choose messages.
type RetryParams struct {
	Set model.RetrySet `in:"body" doc:"The messages: those with the ids or, without any, all in a state."`
}

// CountRetry is [model.OutboxKeeper.CountRetry].
var CountRetry = Asks[RetryParams, int64](Op{
	Name: "countRetry", Tag: "outbox", Method: http.MethodPost, Path: "/outbox/retry/plan", Deed: model.DeedRetryDelivery, Plans: true, Scope: ForDoers,
	Summary: "Returns how many messages would be made due again.",
})

// RetryMessages is [model.OutboxKeeper.RetryMessages].
var RetryMessages = Asks[RetryParams, int64](Op{
	Name: "retryMessages", Tag: "outbox", Method: http.MethodPost, Path: "/outbox/retry", Deed: model.DeedRetryDelivery, Scope: ForDoers,
	Summary: "Makes messages due again that were given up or are waiting, and returns how many.",
})
