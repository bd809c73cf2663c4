package audit

import (
	"examdesk/cli/jsonout"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// lineActorJSON is the person who acted; the name is either claimed or authenticated.
type lineActorJSON struct {
	UserID        int64  `json:"user_id"`
	Name          string `json:"name"`
	Claimed       bool   `json:"claimed"`
	Authenticated bool   `json:"authenticated"`
	OSUser        string `json:"os_user"`
	Host          string `json:"host"`
	Version       string `json:"version"`
}

// activityJSON is a line of `audit list --json`; docs/audit.md describes it.
type activityJSON struct {
	ID           int64                                 `json:"id"`
	At           jsonout.Time                          `json:"at"`
	Deed         string                                `json:"deed"`
	Actor        lineActorJSON                         `json:"actor"`
	Door         string                                `json:"door"`
	Subject      vocab.SubjectJSON                     `json:"subject"`
	From         *string                               `json:"from"`
	To           *string                               `json:"to"`
	Effects      []vocab.EffectJSON                    `json:"effects"`
	DecisionID   *string                               `json:"decision_id"`
	Reason       *string                               `json:"reason"`
	ReasonDigest *string                               `json:"reason_digest"`
	ReasonErased bool                                  `json:"reason_erased"`
	History      map[model.HistorySource]model.IDRange `json:"history_rows"`
	Hash         string                                `json:"hash"`
	Prev         string                                `json:"prev"`
}

func activityOf(l model.ActivityLine) activityJSON {
	j := activityJSON{
		ID: l.ID, At: jsonout.Time(l.At), Deed: string(l.Deed), Door: string(l.Door), Subject: vocab.SubjectOf(l.Subject),
		Actor: lineActorJSON{
			UserID: l.Actor.UserID, Name: l.Actor.Name.Raw(), Claimed: !l.Actor.Authenticated && l.Actor.UserID != 0,
			Authenticated: l.Actor.Authenticated, OSUser: l.Actor.OSUser.Raw(), Host: l.Actor.Host.Raw(), Version: l.Actor.Version,
		},
		From: vocab.NonEmpty(model.Text(l.From)), To: vocab.NonEmpty(model.Text(l.To)), Effects: vocab.RecordedEffects(l.Effects),
		DecisionID: vocab.NonEmpty(model.Text(l.DecisionID)), Reason: vocab.NonEmpty(model.Text(l.Reason)), ReasonDigest: vocab.NonEmpty(model.Text(l.ReasonDigest)),
		ReasonErased: l.Erased, History: l.History, Hash: l.Hash, Prev: l.Prev,
	}
	if j.History == nil {
		j.History = map[model.HistorySource]model.IDRange{}
	}
	return j
}

// outsideJSON is a row of `audit list --outside --json`.
type outsideJSON struct {
	Source  string            `json:"source"`
	RowID   int64             `json:"row_id"`
	At      jsonout.Time      `json:"at"`
	Subject vocab.SubjectJSON `json:"subject"`
	By      *string           `json:"who"`
}

func outsideRowJSON(r model.OutsideRow) outsideJSON {
	s := model.Subject{Kind: model.SubjectKind(outsideSubject(r.Source)), ID: r.SubjectID}
	switch s.Kind {
	case model.SubjectAttempt:
		s.AttemptID = r.SubjectID
	case model.SubjectExam:
		s.ExamID = r.SubjectID
	default:
	}
	return outsideJSON{Source: string(r.Source), RowID: r.ID, At: jsonout.Time(r.At), Subject: vocab.SubjectOf(s), By: vocab.NonEmpty(r.By)}
}
