package fake

import (
	"sort"
	"time"

	"examdesk/model"
)

// Change edits an attempt as another person would. Its last change moves on, and with
// it its version.
func (s *memory) Change(id int64, edit func(*model.AttemptRow)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	row, ok := s.row(id)
	if !ok {
		return
	}
	row.Attempt.Modified = row.Attempt.Modified.Add(time.Microsecond)
	edit(&row)
	s.put(row)
}

// Row returns an attempt in its present state.
func (s *memory) Row(id int64) (model.AttemptRow, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.row(id)
}

func (s *memory) row(id int64) (model.AttemptRow, bool) {
	if s.gone[id] {
		return model.AttemptRow{}, false
	}
	if row, ok := s.changed[id]; ok {
		return row, true
	}
	if id < 1 || id > int64(s.cfg.Attempts) {
		return model.AttemptRow{}, false
	}
	return s.invent(int(id) - 1), true
}

func (s *memory) put(row model.AttemptRow) {
	s.edition++
	row.Cursor = placeOf(row).cursor()
	s.changed[row.Attempt.ID] = row
}

// moved returns the changed attempts in order; they are few.
func (s *memory) moved() []model.AttemptRow {
	out := make([]model.AttemptRow, 0, len(s.changed))
	for _, r := range s.changed {
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool { return placeOf(out[i]).before(placeOf(out[j])) })
	return out
}

// Changed reports whether an attempt was changed or removed.
func (s *memory) Changed(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, changed := s.changed[id]
	return changed || s.gone[id]
}
