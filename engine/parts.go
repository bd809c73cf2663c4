package engine

// parts are what [Guarded] and [EdxProctoring] consist of. Each handles one kind of
// deed or question and names the parts that it uses; core is what they all share.
// What a part exports changes nothing: anyone with a store may read it, and
// everything that writes goes through [core.do].
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
	personReads
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
		personReads:    personReads{e},
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
