package cli

import "examdesk/model"

// subjectJSON is what a deed or an effect is about.
type subjectJSON struct {
	Kind      string `json:"kind"`
	ID        int64  `json:"id"`
	AttemptID *int64 `json:"attempt_id"`
	ExamID    *int64 `json:"exam_id"`
	UserID    *int64 `json:"user_id"`
}

func subjectOf(s model.Subject) subjectJSON {
	return subjectJSON{Kind: string(s.Kind), ID: s.ID, AttemptID: idOrNull(s.AttemptID), ExamID: idOrNull(s.ExamID), UserID: idOrNull(s.UserID)}
}

func idOrNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

// effectJSON is what follows from a deed: the same in a dry run, after the deed
// and in the line that it left. docs/commands.md describes it.
type effectJSON struct {
	Kind      string      `json:"kind"`
	Subject   subjectJSON `json:"subject"`
	Certainty string      `json:"certainty"`
	Reason    string      `json:"reason"`
}

// certaintyWords are the contract's words.
var certaintyWords = map[model.Certainty]string{model.Will: "will", model.WillNot: "will_not", model.Unknown: "unknown"}

// effectsJSON are the effects of a deed as scripts read them.
func effectsJSON(effects []model.Effect) []effectJSON {
	return recordedEffects(model.ActivityEffects(effects))
}

func recordedEffects(effects []model.ActivityEffect) []effectJSON {
	out := make([]effectJSON, 0, len(effects))
	for _, e := range effects {
		out = append(out, effectJSON{Kind: string(e.Kind), Subject: subjectOf(e.Subject), Certainty: certaintyWords[e.Certainty], Reason: e.Reason})
	}
	return out
}
