package store

import (
	"context"
	"fmt"

	"examdesk/model"
)

// follower answers whether anything has changed, and reads what has.
type follower struct{ *database }

// Edition identifies the present state of the store: it changes whenever anybody
// writes. It reads no rows.
func (s follower) Edition(ctx context.Context) (string, error) {
	if err := s.sameFile(); err != nil {
		return "", err
	}
	if err := s.read.follow(ctx); err != nil {
		return "", mapError(err, "look for changes")
	}
	if at, live := s.read.since(); !live {
		return at, nil
	}
	version, err := s.watch.version(ctx, s.read.path)
	if err != nil || version == s.looked.Load() {
		return version, mapError(err, "look for changes")
	}
	// A mirror gets examdesk's tables while others read it.
	if err := s.noticeOurs(ctx, s.read); err != nil {
		return "", err
	}
	s.looked.Store(version)
	return version, nil
}

// since names when the file was opened that is read; live reports that changes
// are seen without opening it again.
func (r *source) since() (at string, live bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return "opened " + fmt.Sprint(r.opened.UnixNano()), r.how == wayLive
}

// RowsByID reads attempts by id as a list shows them; those that are gone are
// left out.
func (s follower) RowsByID(ctx context.Context, ids []int64) ([]model.AttemptRow, error) {
	if err := s.sameFile(); err != nil {
		return nil, err
	}
	rows, err := s.rowsByID(ctx, s.read, ids)
	if err != nil {
		return nil, err
	}
	out := make([]model.AttemptRow, 0, len(rows))
	for _, id := range ids {
		if row, ok := rows[id]; ok {
			out = append(out, row)
		}
	}
	return out, nil
}
