package fake

import (
	"context"
	"strconv"

	"examdesk/model"
)

// Edition implements [model.Follower].
func (s *memory) Edition(ctx context.Context) (string, error) {
	if err := s.enter(ctx, OpEdition); err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return strconv.Itoa(s.edition), nil
}

// ReadRows implements [model.Follower].
func (s *memory) ReadRows(ctx context.Context, ids []int64) ([]model.AttemptRow, error) {
	if err := s.enter(ctx, OpRows); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []model.AttemptRow
	for _, id := range ids {
		if row, ok := s.row(id); ok {
			out = append(out, row)
		}
	}
	return out, nil
}

// Remove removes an attempt as another person would.
func (s *memory) Remove(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone[id] = true
	s.edition++
}
