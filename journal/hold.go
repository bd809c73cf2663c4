package journal

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"examdesk/model"
)

// Hold implements [model.DecisionKeeper]. An attempt can have one open decision at a
// time; one that the store has refused is replaced by a new one.
func (j *Journal) Hold(ctx context.Context, r model.DecisionRequest) (model.Held, error) {
	r.Reason = strings.ToValidUTF8(r.Reason, "")
	if err := check(r); err != nil {
		return model.Held{}, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.ready(ctx); err != nil {
		return model.Held{}, err
	}
	before := j.book.on(r.AttemptID)
	if before != nil && !before.refused() {
		return model.Held{}, inTheWay(before.held().State)
	}
	rec := j.newRecord(r)
	if before != nil {
		rec.Replaces = before.taken.ID
	}
	err := j.ensureLog(ctx)
	if err == nil {
		err = j.log.append(rec)
	}
	if err != nil {
		return model.Held{}, writeProblem(err, "The decision was not taken.")
	}
	j.book.apply(rec)
	return j.book.open[rec.ID].held(), nil
}

func (j *Journal) newRecord(r model.DecisionRequest) record {
	now := j.cfg.Clock.Now().UTC().Truncate(time.Microsecond)
	return record{
		Kind: kindTaken, ID: j.cfg.NewID(), Store: j.store, Place: j.cfg.Place, Request: newRequest(r), By: j.cfg.Reviewer,
		TakenAt: now, SendAt: now.Add(j.cfg.Hold),
	}
}

// check refuses what no store would accept before it is kept.
func check(r model.DecisionRequest) error {
	switch {
	case r.AttemptID <= 0:
		return model.Errorf(model.CodeInvalid, "The decision names no attempt.")
	case !r.Review.IsValid():
		return model.Errorf(model.CodeInvalid, "%s is not a review status.", r.Review)
	case utf8.RuneCountInString(r.Reason) > model.MaxReason:
		return model.Errorf(model.CodeInvalid, "The reason is longer than %d characters.", model.MaxReason)
	}
	return nil
}

func inTheWay(s model.HeldState) error {
	switch s {
	case model.HeldWaiting:
		return model.Errorf(model.CodeConflict, "A decision on this attempt is waiting to be sent; undo that one first.")
	case model.HeldSending:
		return model.Errorf(model.CodeConflict, "A decision on this attempt is on its way to the store.")
	case model.HeldFailed:
		return model.Errorf(model.CodeConflict,
			"A decision on this attempt could not be delivered; send it again or withdraw it first.")
	case model.HeldFound:
		return model.Errorf(model.CodeConflict,
			"A decision on this attempt was left by an earlier session; send it or withdraw it first.")
	}
	return model.Errorf(model.CodeConflict, "There is a decision on this attempt already.")
}

// Held implements [model.DecisionKeeper], the earliest decision first.
func (j *Journal) Held(ctx context.Context) ([]model.Held, error) {
	if err := ctx.Err(); err != nil {
		return nil, model.Wrap(err, model.CodeUnavailable, "Cancelled before it began.")
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []model.Held
	for _, e := range j.book.list() {
		h := e.held()
		if place := e.taken.Place; place != "" && place != j.cfg.Place {
			h.Place, h.Here = model.Text(place), model.Text(j.cfg.Place)
		}
		out = append(out, h)
	}
	return out, nil
}

// Due returns the decisions of this process whose time to be sent has come. Failed and
// found decisions are not among them; a person sends those.
func (j *Journal) Due(now time.Time) []model.Held {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []model.Held
	for _, e := range j.book.list() {
		if h := e.held(); h.State == model.HeldWaiting && !h.SendAt.After(now) {
			out = append(out, h)
		}
	}
	return out
}
