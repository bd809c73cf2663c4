package fake

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"examdesk/model"
)

// Keeper is a [model.DecisionKeeper] in memory.
type Keeper struct {
	store *Store
	clock func() time.Time
	hold  time.Duration

	mu      sync.Mutex
	entries []model.Held
	asked   []model.DecisionRequest
	taken   int
	// refused counts by attempt the decisions that were refused, and withdrawn those
	// that were undone.
	refused, withdrawn map[int64]int
}

var _ model.DecisionKeeper = (*Keeper)(nil)

// NewKeeper returns a keeper that sends decisions to a store. It shares the store's
// hook.
func NewKeeper(store *Store, clock func() time.Time, hold time.Duration) *Keeper {
	return &Keeper{store: store, clock: clock, hold: hold, refused: map[int64]int{}, withdrawn: map[int64]int{}}
}

// Leave puts an entry in the journal, as an earlier process would have.
func (k *Keeper) Leave(h model.Held) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.entries = append(k.entries, h)
}

// Hold implements [model.DecisionKeeper].
func (k *Keeper) Hold(ctx context.Context, r model.DecisionRequest) (model.Held, error) {
	k.mu.Lock()
	k.asked = append(k.asked, r)
	k.mu.Unlock()
	h, err := k.keep(ctx, r)
	if err != nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.refused[r.AttemptID]++
	}
	return h, err
}

// Asked returns the decisions that it was asked to keep, with repetitions.
func (k *Keeper) Asked() []model.DecisionRequest {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.asked)
}

// Refused returns the number of refused decisions on an attempt.
func (k *Keeper) Refused(id int64) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.refused[id]
}

// Withdrawn returns the number of undone decisions on an attempt.
func (k *Keeper) Withdrawn(id int64) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.withdrawn[id]
}

func (k *Keeper) keep(ctx context.Context, r model.DecisionRequest) (model.Held, error) {
	if err := k.store.enter(ctx, OpHold); err != nil {
		return model.Held{}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, h := range k.entries {
		if h.Request.AttemptID == r.AttemptID {
			return model.Held{}, model.Errorf(model.CodeConflict, "A decision on this attempt is waiting already; undo it first.")
		}
	}
	k.taken++
	now := k.clock()
	h := model.Held{ID: fmt.Sprint("held-", k.taken), Request: r, State: model.HeldWaiting, TakenAt: now, SendAt: now.Add(k.hold)}
	k.entries = append(k.entries, h)
	return h, nil
}

// Withdraw implements [model.DecisionKeeper].
func (k *Keeper) Withdraw(ctx context.Context, id string) error {
	if err := k.store.enter(ctx, OpWithdraw); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	i := k.find(id)
	if i < 0 || k.entries[i].State == model.HeldSending {
		return model.Errorf(model.CodeConflict, "The decision has been sent already.")
	}
	k.withdrawn[k.entries[i].Request.AttemptID]++
	k.entries = slices.Delete(k.entries, i, i+1)
	return nil
}

// Send implements [model.DecisionKeeper].
func (k *Keeper) Send(ctx context.Context, id string) (model.Decided, error) {
	h, err := k.sending(id)
	if err != nil {
		return model.Decided{}, err
	}
	if err := k.store.enter(ctx, OpSend); err != nil {
		return model.Decided{}, k.failed(id, err)
	}
	done, err := k.store.Decide(ctx, model.Decision{DecisionRequest: h.Request, ID: h.ID, Stamp: k.clock()})
	if err != nil {
		return model.Decided{}, k.failed(id, err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := k.find(id); i >= 0 {
		k.entries = slices.Delete(k.entries, i, i+1)
	}
	return done, nil
}

// Held implements [model.DecisionKeeper].
func (k *Keeper) Held(ctx context.Context) ([]model.Held, error) {
	if err := k.store.enter(ctx, OpHeld); err != nil {
		return nil, err
	}
	return k.Kept(), nil
}

// Kept returns the entries without calling the hook.
func (k *Keeper) Kept() []model.Held {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.entries)
}

func (k *Keeper) sending(id string) (model.Held, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	i := k.find(id)
	if i < 0 {
		return model.Held{}, model.Errorf(model.CodeNotFound, "There is no such decision in the journal.")
	}
	k.entries[i].State = model.HeldSending
	return k.entries[i], nil
}

func (k *Keeper) failed(id string, err error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := k.find(id); i >= 0 {
		k.entries[i].State, k.entries[i].Problem = model.HeldFailed, model.Sentence(err)
	}
	return err
}

func (k *Keeper) find(id string) int {
	return slices.IndexFunc(k.entries, func(h model.Held) bool { return h.ID == id })
}
