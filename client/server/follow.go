package server

import (
	"context"
	"slices"

	"examdesk/model"
	"examdesk/wire"
)

type following struct{ at *conn }

// Edition implements [model.Follower]: it is what the server told, as long as the
// connection on which it tells changes lives. Otherwise the server is asked.
func (s following) Edition(ctx context.Context) (string, error) {
	s.at.listen()
	if edition, known := s.at.known(); known {
		return edition, ctx.Err()
	}
	written := s.at.written.Load()
	edition, err := ask(ctx, s.at, wire.Edition, wire.None{})
	if err == nil {
		s.at.learn(edition, written)
	}
	return edition, err
}

// rowsAtOnce is how many ids one request names: an address must not grow too long.
const rowsAtOnce = 500

// ReadRows implements [model.Follower].
func (s following) ReadRows(ctx context.Context, ids []int64) ([]model.AttemptRow, error) {
	var out []model.AttemptRow
	for some := range slices.Chunk(ids, rowsAtOnce) {
		rows, err := ask(ctx, s.at, wire.ReadRows, wire.RowsParams{IDs: some})
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// ReadFilter implements [model.FilterReader].
func (s following) ReadFilter(ctx context.Context, f model.Filter) (model.FilterReading, error) {
	return ask(ctx, s.at, wire.ReadFilter, wire.FilterParams{Where: &f})
}
