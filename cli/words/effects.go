package words

import (
	"examdesk/model"
)

// EffectLines describes the effects of a change, the certain ones first.
func EffectLines(effects []model.Effect) []string {
	will := map[model.Certainty]string{model.Will: "will ", model.WillNot: "will not ", model.Unknown: "may "}
	var out []string
	for _, e := range effects {
		if !e.Shown() {
			continue
		}
		line := will[e.Certainty] + e.Sentence()
		if e.Reason != "" {
			line += " (" + e.Reason + ")"
		}
		out = append(out, line)
	}
	return out
}
