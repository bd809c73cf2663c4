package vocab

import (
	"examdesk/model"
)

// SubjectJSON is the subject of a deed or an effect.
type SubjectJSON struct {
	Kind      string `json:"kind"`
	ID        int64  `json:"id"`
	AttemptID *int64 `json:"attempt_id"`
	ExamID    *int64 `json:"exam_id"`
	UserID    *int64 `json:"user_id"`
}

// SubjectOf returns a subject as scripts read it.
func SubjectOf(s model.Subject) SubjectJSON {
	return SubjectJSON{Kind: string(s.Kind), ID: s.ID, AttemptID: idOrNull(s.AttemptID), ExamID: idOrNull(s.ExamID), UserID: idOrNull(s.UserID)}
}

func idOrNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

// EffectJSON is one consequence of a deed, the same in a dry run, afterwards, and in
// the line of activity. docs/commands.md describes it.
type EffectJSON struct {
	Kind      string      `json:"kind"`
	Subject   SubjectJSON `json:"subject"`
	Certainty string      `json:"certainty"`
	Reason    string      `json:"reason"`
}

// certaintyWords are the contract's words.
var certaintyWords = map[model.Certainty]string{model.Will: "will", model.WillNot: "will_not", model.Unknown: "unknown"}

// EffectsJSON returns the effects of a deed as scripts read them.
func EffectsJSON(effects []model.Effect) []EffectJSON {
	return RecordedEffects(model.ActivityEffects(effects))
}

// RecordedEffects returns the effects in a line of activity as scripts read them.
func RecordedEffects(effects []model.ActivityEffect) []EffectJSON {
	out := make([]EffectJSON, 0, len(effects))
	for _, e := range effects {
		out = append(out, EffectJSON{Kind: string(e.Kind), Subject: SubjectOf(e.Subject), Certainty: certaintyWords[e.Certainty], Reason: e.Reason})
	}
	return out
}
