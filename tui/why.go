package tui

import "examdesk/model"

// This file says why a key does nothing now; an empty text says that it works.

func (m *root) noRow() string {
	if _, ok := m.row(); !ok {
		return "There is no attempt here."
	}
	return ""
}

func (m *root) noMarks() string {
	if len(m.marks) == 0 {
		return "Nothing is marked."
	}
	return ""
}

func (m *root) notNarrowed() string {
	if _, ok := m.scope.wider(); !ok && len(m.marks) == 0 {
		return "There is no filter or mark to remove."
	}
	return ""
}

func (m *root) noVersions() string {
	if m.screen == nil || m.screen.detail == nil || m.screen.detail.Review == nil || len(m.screen.detail.Review.Versions) == 0 {
		return "The review has no earlier versions."
	}
	return ""
}

func (m *root) noVideo() string {
	row, ok := m.row()
	switch {
	case !ok:
		return "There is no attempt here."
	case row.Review == nil || !row.Review.HasVideo:
		return "There is no link to a recording in the review."
	}
	return m.deniedAt(model.DeedDecide, row)
}

// deniedAt is why the person may not do a deed to an attempt.
func (m *root) deniedAt(deed model.Deed, row model.AttemptRow) string {
	rights := m.Capabilities.Rights
	if rights.Actor.Door == "" {
		return "" // a store that does not say beforehand
	}
	return rights.Can(deed, rights.At(row.Exam, row.Attempt.UserID)).Why
}

func (m *root) noCopy() string {
	if why := m.noClipboard(); why != "" {
		return why + "."
	}
	return m.unaimed()
}

func (m *root) noDecision() string {
	if why := m.deniedWhy(); why != "" {
		return why
	}
	if why := m.unaimed(); why != "" || len(m.marks) > 0 {
		return why // of several, each is asked about in the dialog
	}
	row, _ := m.row()
	if why := m.denied(model.DeedDecide); why != "" {
		return why
	}
	return m.underWay(row.Attempt.ID)
}

// denied is why the person may not do a deed to any of the attempts that are
// meant, such as their own; the store asks the same table again.
func (m *root) denied(deed model.Deed) string {
	why := ""
	for _, row := range m.targets() {
		if why = m.deniedAt(deed, row); why == "" {
			return ""
		}
	}
	return why
}

func (m *root) noUndo() string {
	if m.holds.newest(holdWaiting, holdTaking) == nil {
		return "Nothing is held that could be undone. A decision that was sent is taken back by deciding again."
	}
	return ""
}

func (m *root) noFailure() string {
	if m.holds.newest(holdFailed) == nil {
		return "No decision has failed."
	}
	return ""
}

func (m *root) nothingToSettle() string {
	if m.holds.unsettled() == nil {
		return "There is nothing to settle."
	}
	return ""
}

// unsettled is a decision that needs a person's word: one that was left by an
// earlier session, or one that met somebody else's.
func (s *holds) unsettled() *hold {
	for _, h := range s.items {
		if h.state == holdFound || h.state == holdFailed && h.conflict != nil {
			return h
		}
	}
	return nil
}

// cannotDecide is the reason why a conflict cannot be answered by a new
// decision.
func (m *root) cannotDecide() string { return m.deniedWhy() }

func (m *root) notReady() string {
	d, ok := m.dialog.(deciding)
	if !ok {
		return "There is nothing to confirm."
	}
	return d.notReady()
}

func (m *root) leavingAlready() string {
	if m.leave != nil && m.leave.mode != leaveAsking {
		return "The desk closes as soon as nothing is on its way."
	}
	return ""
}

// names is who and what an attempt is, for sentences.
func names(r model.AttemptRow) string {
	if name := r.Learner.Username.String(); name != "" {
		return name
	}
	return "attempt " + itoa(r.Attempt.ID)
}
