package journal

import (
	"strings"
	"testing"

	"examdesk/model"
)

// A decision has the name of the person who took it. Someone else who finds it may
// withdraw it, and sees who took it; only that reviewer can send it.
func TestOnlyItsReviewerSendsADecision(t *testing.T) {
	t.Parallel()
	r := &rig{disk: newDisk(1), store: &toldStore{}, clock: &setClock{now: date(16, 0, 0)}, reviewer: "r.adeyemi"}
	r.open(t)
	r.hold(t, 7)
	r.reviewer = "m.keller"
	r.restart(t)
	h := r.only(t)
	if h.TakenBy != "r.adeyemi" {
		t.Errorf("taken by %q", h.TakenBy)
	}
	_, err := r.j.Send(t.Context(), h.ID)
	if model.CodeOf(err) != model.CodeDenied || !strings.Contains(model.Sentence(err), "r.adeyemi") {
		t.Errorf("sent by somebody else: %v", err)
	}
	r.reviewer = "r.adeyemi"
	r.restart(t)
	if _, err := r.j.Send(t.Context(), r.only(t).ID); err != nil {
		t.Errorf("not sent by its own reviewer: %v", err)
	}
}
