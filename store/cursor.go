package store

import (
	"encoding/base64"
	"strconv"
	"strings"

	"examdesk/model"
)

// place is a position in a list: the sort key and the id that breaks ties.
type place struct {
	modified string
	id       int64
}

func cursorOf(a model.Attempt) model.Cursor {
	return encodeCursor(place{modified: formatTime(a.Modified), id: a.ID})
}

func encodeCursor(p place) model.Cursor {
	return model.Cursor(base64.RawURLEncoding.EncodeToString([]byte(p.modified + "|" + strconv.FormatInt(p.id, 10))))
}

func decodeCursor(c model.Cursor) (place, error) {
	bad := model.Errorf(model.CodeInvalid, "The page's cursor does not belong to this store.")
	data, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil {
		return place{}, bad
	}
	at, id, ok := strings.Cut(string(data), "|")
	n, err := strconv.ParseInt(id, 10, 64)
	if !ok || err != nil {
		return place{}, bad
	}
	return place{modified: at, id: n}, nil
}
