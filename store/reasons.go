package store

// reasonSQL returns the SQL of a decision's reason. It stands with the other reasons,
// or beside the decision in a store of an earlier version.
func (s *database) reasonSQL() string {
	if s.Info().Reasons {
		return "coalesce(nullif(d.reason, ''), (SELECT q.reason FROM examdesk_reason q WHERE q.decision_id = d.id LIMIT 1), '')"
	}
	return "d.reason"
}

// rowReason returns the SQL of the reason that stands behind a row's present review.
// A decision and what it wrote have one stamp, so a review that someone changed
// afterwards does not get it. A store without examdesk's tables has the reason
// in the raw data of a review that a person's decision made.
func (s *database) rowReason() string {
	if s.Info().Migrated {
		return "(SELECT " + s.reasonSQL() + " FROM examdesk_decision d WHERE d.attempt_id = a.id AND d.stamp = r.modified ORDER BY d.id LIMIT 1)"
	}
	return `CASE WHEN r.reviewed_by_id IS NOT NULL AND r.modified = r.created AND instr(r.raw_data, '"source":"examdesk"') > 0
		AND json_valid(r.raw_data) THEN json_extract(r.raw_data, '$.reason') END`
}
