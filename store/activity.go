package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"

	"examdesk/model"
)

// historyTables are where Django keeps what was, with the column that numbers
// the rows.
var historyTables = map[model.HistorySource]struct{ table, id string }{
	model.HistoryAttempt:   {tableHistory, "history_id"},
	model.HistoryExam:      {tableExamHistory, "history_id"},
	model.HistoryReview:    {tableReviewHistory, "id"},
	model.HistoryAllowance: {tableAllowanceHistory, "id"},
	model.HistoryPolicy:    {tablePolicyHistory, "id"},
}

// activityTables are the lines of who did what, and the reasons.
type activityTables struct{ *session }

// keepsActivity reports whether the store has the tables of activity: one
// without examdesk's tables, or of an earlier version, has none.
func (t activityTables) keepsActivity(ctx context.Context) (bool, error) {
	if !t.s.Info().Migrated {
		return false, nil
	}
	has, err := t.hasTable(ctx, "examdesk_activity")
	return has, mapError(err, "look for the table of activity")
}

// RecordActivity appends a line of who did what. The store fills in its id, its hash
// and the history rows that the transaction has written. A store
// without examdesk's tables keeps none: there Django's history_user_id is the trace.
func (t activityTables) RecordActivity(ctx context.Context, a model.Activity) error {
	if t.head == nil { // of a line that was written, the next one knows
		if keeps, err := t.keepsActivity(ctx); err != nil || !keeps {
			return err
		}
	}
	line, err := t.nextLine(ctx, a)
	if err != nil {
		return err
	}
	reason, err := t.keptReason(ctx, a)
	if err != nil {
		return err
	}
	line.ReasonDigest = reason.digest
	line.Hash = line.ChainHash()
	if err := t.insertLine(ctx, line); err != nil {
		return err
	}
	t.head = &model.ActivityHead{ID: line.ID, Hash: line.Hash}
	return t.linkReason(ctx, reason, line.ID)
}

// nextLine returns the line that follows the newest one.
func (t activityTables) nextLine(ctx context.Context, a model.Activity) (model.ActivityLine, error) {
	line := model.ActivityLine{Activity: a, History: maps.Clone(t.archived)}
	head, err := t.chainEnd(ctx)
	if err != nil {
		return line, err
	}
	line.ID, line.Prev = head.ID+1, head.Hash
	line.At = a.At.UTC()
	effects, err := json.Marshal(storedEffects(a.Effects))
	if err != nil {
		return line, model.Wrap(err, model.CodeInternal, "The effects could not be recorded.")
	}
	history, err := json.Marshal(line.History)
	if err != nil {
		return line, model.Wrap(err, model.CodeInternal, "The history rows could not be recorded.")
	}
	line.EffectsText, line.HistoryText = string(effects), string(history)
	return line, nil
}

func (t activityTables) activityHead(ctx context.Context) (head model.ActivityHead, err error) {
	err = t.tx.QueryRowContext(ctx, "SELECT id, hash FROM examdesk_activity ORDER BY id DESC LIMIT 1").Scan(&head.ID, &head.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return model.ActivityHead{}, nil
	}
	return head, mapError(err, "read the newest line of activity")
}

// issuedLines returns the highest id that a line was ever given.
func (t activityTables) issuedLines(ctx context.Context) (n int64, err error) {
	err = t.tx.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'examdesk_activity'").Scan(&n)
	return n, mapError(err, "read the number of lines of activity")
}

// chainEnd is what the next line follows: the newest line's hash, and the highest id
// that was ever given.
func (t activityTables) chainEnd(ctx context.Context) (model.ActivityHead, error) {
	if t.head != nil {
		return *t.head, nil
	}
	var head model.ActivityHead
	err := t.tx.QueryRowContext(ctx, `SELECT max(coalesce(l.id, 0), coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = 'examdesk_activity'), 0)), coalesce(l.hash, '')
		FROM (SELECT 1) LEFT JOIN (SELECT id, hash FROM examdesk_activity ORDER BY id DESC LIMIT 1) l`).Scan(&head.ID, &head.Hash)
	return head, mapError(err, "read the newest line of activity")
}

func (t activityTables) insertLine(ctx context.Context, l model.ActivityLine) error {
	_, err := t.exec(ctx, "record who did it", `INSERT INTO examdesk_activity (id, at, deed, door, actor_id, actor_name, authenticated,
		os_user, host, version, subject, subject_id, attempt_id, exam_id, user_id, state_from, state_to, effects, decision_id,
		reason_digest, history, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.ID, formatTime(l.At), string(l.Deed), string(l.Door), l.Actor.UserID, l.Actor.Name.Raw(), l.Actor.Authenticated,
		l.Actor.OSUser.Raw(), l.Actor.Host.Raw(), l.Actor.Version, string(l.Subject.Kind), l.Subject.ID, l.Subject.AttemptID,
		l.Subject.ExamID, l.Subject.UserID, l.From, l.To, l.EffectsText, l.DecisionID, l.ReasonDigest, l.HistoryText, l.Prev, l.Hash)
	return err
}

// keptReason is a reason that has been stored beside the lines.
type keptReason struct {
	id     int64
	digest string
}

// keptReason files the reason of a line, unless its decision has filed it already.
func (t activityTables) keptReason(ctx context.Context, a model.Activity) (keptReason, error) {
	if a.DecisionID != "" {
		k, found, err := t.decisionReason(ctx, a.DecisionID)
		if err != nil || found {
			return k, err
		}
	}
	return t.fileReason(ctx, a.DecisionID, a.Subject.UserID, a.Reason)
}

func (t activityTables) decisionReason(ctx context.Context, decisionID string) (k keptReason, found bool, err error) {
	var salt, reason string
	err = t.tx.QueryRowContext(ctx, "SELECT id, salt, reason FROM examdesk_reason WHERE decision_id = ? ORDER BY id LIMIT 1", decisionID).
		Scan(&k.id, &salt, &reason)
	if errors.Is(err, sql.ErrNoRows) {
		return k, false, nil
	}
	k.digest = model.ReasonDigest(salt, reason)
	return k, err == nil, mapError(err, "read the reason")
}

// fileReason writes a reason beside the lines, with a salt that goes with it.
func (t activityTables) fileReason(ctx context.Context, decisionID string, userID int64, reason string) (keptReason, error) {
	if reason == "" {
		return keptReason{}, nil
	}
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return keptReason{}, model.Wrap(err, model.CodeInternal, "The reason could not be stored.")
	}
	text := hex.EncodeToString(salt)
	res, err := t.exec(ctx, "store the reason", "INSERT INTO examdesk_reason (decision_id, user_id, salt, reason) VALUES (?, ?, ?, ?)",
		decisionID, userID, text, reason)
	if err != nil {
		return keptReason{}, err
	}
	id, err := res.LastInsertId()
	return keptReason{id: id, digest: model.ReasonDigest(text, reason)}, mapError(err, "store the reason")
}

func (t activityTables) linkReason(ctx context.Context, k keptReason, line int64) error {
	if k.id == 0 {
		return nil
	}
	return t.execOne(ctx, "store the reason", "UPDATE examdesk_reason SET activity_id = ? WHERE id = ?", line, k.id)
}

// EraseReasons deletes the reasons that were written about a learner. The lines
// of activity stay, and so does their chain.
func (t activityTables) EraseReasons(ctx context.Context, userID int64) error {
	if keeps, err := t.keepsActivity(ctx); err != nil || !keeps {
		return err
	}
	_, err := t.exec(ctx, "erase the reasons", "DELETE FROM examdesk_reason WHERE user_id = ?", userID)
	return err
}

// storedEffect is an effect as a line keeps it.
type storedEffect struct {
	Kind      string `json:"kind"`
	Subject   string `json:"subject"`
	ID        int64  `json:"id"`
	AttemptID int64  `json:"attempt_id"`
	ExamID    int64  `json:"exam_id"`
	UserID    int64  `json:"user_id"`
	Certainty int    `json:"certainty"`
	Reason    string `json:"reason"`
}

func storedEffects(effects []model.ActivityEffect) []storedEffect {
	out := make([]storedEffect, 0, len(effects))
	for _, e := range effects {
		out = append(out, storedEffect{
			Kind: string(e.Kind), Subject: string(e.Subject.Kind), ID: e.Subject.ID, AttemptID: e.Subject.AttemptID,
			ExamID: e.Subject.ExamID, UserID: e.Subject.UserID, Certainty: int(e.Certainty), Reason: e.Reason,
		})
	}
	return out
}
