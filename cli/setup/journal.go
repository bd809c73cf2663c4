package setup

import (
	"context"

	"examdesk/journal"
	"examdesk/model"
)

// JournalOf names the journal of an open store.
func JournalOf(ctx context.Context, s model.StoreReader, dir string) (journal.Config, error) {
	id, err := s.Identity(ctx)
	if err != nil {
		return journal.Config{}, err
	}
	return journal.Config{Dir: dir, Store: id.Name, Also: id.Also, Place: id.Place, Elsewhere: s.Elsewhere}, nil
}
