package fake

import (
	"examdesk/model"
)

// Store is a [model.Desk] and a [model.Decider] in memory, the sum of its parts.
type Store struct {
	*memory

	lists
	reads
	changes
	decisions
	exams
}

var (
	_ model.Desk    = (*Store)(nil)
	_ model.Decider = (*Store)(nil)
)

// New returns a store.
func New(cfg Config) *Store {
	if cfg.Reviewer.ID == 0 {
		cfg.Reviewer = model.Reviewer{ID: 1, Username: "r.adeyemi", FullName: "Remi Adeyemi", IsStaff: true}
	}
	m := &memory{
		cfg: cfg, changed: map[int64]model.AttemptRow{}, applied: map[string]model.Decided{}, gone: map[int64]bool{}, archive: map[int64][]model.ReviewVersion{},
		refused: map[int64]int{},
	}
	return &Store{m, lists{m}, reads{m}, changes{m}, decisions{m}, exams{m}}
}
