package engine

// parts are what [Guarded] and [EdxProctoring] are put together from. Each knows
// one kind of deed or of question and names the part that it asks; core is what
// all of them share. What a part exports changes nothing: whoever holds a store may
// read it, and what writes goes through [core.do].
type parts struct {
	*core

	examReads
	attemptReads
	boardReads
	allowanceReads
	listReads
	serviceReads
	storeReads
	apiReads
	streams
	cards
	approvals
	standings

	targets
	grants
	attempts
	changes
	examDeeds
	creation
	decisions
	wishes
	deliveries
	follows
	statuses
	recordings
	removals
	resets
	retirement
	receipts
}

func newParts(e *core) parts {
	return parts{
		core:           e,
		examReads:      examReads{e},
		attemptReads:   attemptReads{e},
		boardReads:     boardReads{e},
		allowanceReads: allowanceReads{e},
		listReads:      listReads{e},
		serviceReads:   serviceReads{e},
		storeReads:     storeReads{e},
		apiReads:       apiReads{e},
		streams:        streams{e},
		cards:          cards{e},
		approvals:      approvals{e},
		standings:      standings{e},
		targets:        targets{e},
		grants:         grants{e},
		attempts:       attempts{e},
		changes:        changes{e},
		examDeeds:      examDeeds{e},
		creation:       creation{e},
		decisions:      decisions{e},
		wishes:         wishes{e},
		deliveries:     deliveries{e},
		follows:        follows{e},
		statuses:       statuses{e},
		recordings:     recordings{e},
		removals:       removals{e},
		resets:         resets{e},
		retirement:     retirement{e},
		receipts:       receipts{e},
	}
}
