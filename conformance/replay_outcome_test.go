package conformance

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"examdesk/model"
)

// replayed is the outcome of a call in comparable form.
type replayed struct {
	Rows    tables
	Result  string
	Refused string
	Calls   []string
	Backend []string
	Mails   []string
	Events  []string
	Signals []string
}

// recorded is what the transcript says.
func recorded(tr *transcript) replayed {
	r := replayed{Rows: expectedRows(tr), Result: canonical(tr.Result)}
	if tr.Raises != nil {
		r.Refused = refusalOf(tr.Raises.Class)
		return r
	}
	for _, c := range tr.ServiceCalls {
		r.Calls = append(r.Calls, plain(c).String())
	}
	for _, c := range tr.BackendCalls {
		if c.tellsNothing() {
			continue
		}
		r.Backend = append(r.Backend, backendCall(c))
	}
	for _, m := range tr.Emails {
		r.Mails = append(r.Mails, m.Subject)
	}
	for _, e := range tr.Events {
		r.Events = append(r.Events, canonical(e))
	}
	for _, s := range tr.Signals {
		r.Signals = append(r.Signals, canonical(s.Kwargs))
	}
	return r
}

// plain gives a call's numbers the form that Go's own have.
func plain(c call) call {
	data, err := json.Marshal(c)
	if err != nil {
		return c
	}
	var out call
	if err := json.Unmarshal(data, &out); err != nil {
		return c
	}
	return out
}

// effects adds what a plan causes outside of the store, at the recorded time.
func (r *replayed) effects(plan model.Plan, d *replayDB) {
	line := timeline{d: d, learner: learnerOf(plan), begun: d.effectsFirst || slices.ContainsFunc(plan.Effects, func(e model.Effect) bool { return e.Carried })}
	for _, e := range plan.Effects {
		line.add(e)
		switch {
		case e.Certainty != model.Will:
		case e.Kind == model.EffectEvent:
			r.Events = append(r.Events, canonical(model.EventOf(e, d.tr.Now)))
		case e.Kind == model.EffectSignal:
			r.Signals = append(r.Signals, canonical(model.SignalOf(e, d.backends)))
		}
	}
	line.flush()
	r.Calls, r.Backend, r.Mails = line.calls, line.backend, line.mails
}

// timeline puts the calls made at once and those to be made later into
// one order: a plan names what was carried out before it at its place. A plan that
// names none follows after all of it.
type timeline struct {
	d                     *replayDB
	learner               int64
	calls, backend, mails []string
	// begun reports that the plan names what was carried out.
	begun bool
}

func (l *timeline) add(e model.Effect) {
	if e.Carried {
		l.carried(e)
		return
	}
	if !l.begun {
		l.flush()
	}
	var o outcome
	o.add(e, model.Situation{Backends: l.d.backends})
	l.calls, l.backend, l.mails = append(l.calls, l.d.named(o.Calls, l.learner)...), append(l.backend, o.Backend...), append(l.mails, o.Mails...)
}

// carried takes the call of an effect, if it is the next one: who is
// not there is not asked.
func (l *timeline) carried(e model.Effect) {
	method := map[model.EffectKind]string{
		model.EffectReadVerifiedName: "name_affirmation.get_verified_name", model.EffectReadCreditState: "credit.get_credit_state",
		model.EffectBackend: " " + e.Value + " ",
	}[e.Kind]
	if len(l.d.done) > 0 && strings.Contains(l.d.done[0].text, method) {
		l.take()
	}
}

func (l *timeline) take() {
	if next := l.d.done[0]; next.told {
		l.backend = append(l.backend, next.text)
	} else {
		l.calls = append(l.calls, next.text)
	}
	l.d.done = l.d.done[1:]
}

// flush takes all that is left.
func (l *timeline) flush() {
	for len(l.d.done) > 0 {
		l.take()
	}
}

// learnerOf is whom a plan is about.
func learnerOf(plan model.Plan) int64 {
	for _, e := range plan.Effects {
		if e.Attempt.UserID != 0 {
			return e.Attempt.UserID
		}
	}
	return 0
}

// named puts the learner's own name where the matrices' learner has theirs.
func (d *replayDB) named(calls []string, user int64) []string {
	var username string
	if err := d.db.QueryRow("SELECT username FROM auth_user WHERE id = ?", user).Scan(&username); err != nil {
		return calls
	}
	var out []string
	for _, c := range calls {
		out = append(out, replaceLearner(c, username))
	}
	return out
}

// canonical writes an answer as JSON with sorted names and times in one form.
func canonical(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return "not JSON: " + err.Error()
	}
	var any any
	if err := json.Unmarshal(data, &any); err != nil {
		return "not JSON: " + err.Error()
	}
	data, _ = json.Marshal(sameTimes(any))
	return string(data)
}

func sameTimes(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = sameTimes(v[k])
		}
	case []any:
		for i := range v {
			v[i] = sameTimes(v[i])
		}
	case string:
		if at, err := time.Parse(time.RFC3339, v); err == nil {
			return at.UTC().Format(time.RFC3339Nano)
		}
	}
	return v
}

// expectedRows are the rows before with the recorded changes in them.
func expectedRows(tr *transcript) tables {
	out := tables{}
	add := func(table string, row map[string]any) {
		clean := map[string]string{}
		for k, v := range row {
			if v != nil {
				clean[k] = recordedValue(k, v)
			}
		}
		out[table] = append(out[table], clean)
	}
	for table, rows := range tr.Before {
		if table == "auth_user" {
			continue
		}
		out[table] = []map[string]string{}
		for _, row := range rows {
			add(table, row)
		}
	}
	for table, diff := range tr.After {
		key := keyOf(table)
		for _, c := range diff.Changed {
			for _, row := range out[table] {
				if row[key] == fmt.Sprint(c.PK) {
					change(row, c.Set)
				}
			}
		}
		for _, gone := range diff.Removed {
			out[table] = without(out[table], key, fmt.Sprint(gone))
		}
		for _, row := range diff.Added {
			add(table, row)
		}
	}
	for table, rows := range out {
		key := keyOf(table)
		sort.SliceStable(rows, func(i, j int) bool { return number(rows[i][key]) < number(rows[j][key]) })
	}
	return out
}

func change(row map[string]string, set map[string]any) {
	for k, v := range set {
		if v == nil {
			delete(row, k)
		} else {
			row[k] = recordedValue(k, v)
		}
	}
}

func without(rows []map[string]string, key, value string) []map[string]string {
	out := []map[string]string{}
	for _, row := range rows {
		if row[key] != value {
			out = append(out, row)
		}
	}
	return out
}

func number(s string) int64 {
	n, err := json.Number(s).Int64()
	if err != nil {
		return 0
	}
	return n
}

// recordedValue is a recorded value in the form of our database's: of the types
// only times and bytes matter.
func recordedValue(column string, v any) string {
	s, ok := v.(string)
	if !ok {
		return comparable(v, "")
	}
	if column == "encrypted_video_url" {
		if data, err := base64.StdEncoding.DecodeString(s); err == nil {
			return string(data)
		}
	}
	if _, err := time.Parse(time.RFC3339, s); err == nil {
		return comparable(s, "datetime")
	}
	return s
}

// renamed gives the recording the attempt codes that ours have where both made
// a new one: they are random.
func (r replayed) renamed(got tables) replayed {
	names := map[string]string{}
	for table, rows := range r.Rows {
		for i, row := range rows {
			if i >= len(got[table]) || row["attempt_code"] == "" || names[row["attempt_code"]] != "" {
				continue
			}
			if ours := got[table][i]["attempt_code"]; isCode(ours) && isCode(row["attempt_code"]) && !r.Rows.has(ours) {
				names[row["attempt_code"]] = ours
			}
		}
	}
	var pairs []string
	for theirs, ours := range names {
		pairs = append(pairs, theirs, ours)
	}
	rename := strings.NewReplacer(pairs...)
	for _, rows := range r.Rows {
		for _, row := range rows {
			row["attempt_code"] = rename.Replace(row["attempt_code"])
			if row["attempt_code"] == "" {
				delete(row, "attempt_code")
			}
		}
	}
	for _, list := range [][]string{r.Events, r.Backend} {
		for i := range list {
			list[i] = rename.Replace(list[i])
		}
	}
	return r
}

// unorder sorts what the original wrote in the order of a set, without the ids
// that follow from it.
func (r *replayed) unorder() {
	sort.Strings(r.Events)
	var result []any
	if json.Unmarshal([]byte(r.Result), &result) == nil && len(result) > 0 {
		if list, ok := result[0].([]any); ok {
			sort.Slice(list, func(i, j int) bool { return canonical(list[i]) < canonical(list[j]) })
			r.Result = canonical(result)
		}
	}
	const allowance = "proctoring_proctoredexamstudentallowance"
	r.Rows.unorder(allowance, "id")
	r.Rows.unorder(allowance+"history", "id")
}

// unorder sorts a table's rows by all but their key.
func (t tables) unorder(table, key string) {
	rows := t[table]
	for _, row := range rows {
		delete(row, key)
	}
	sort.Slice(rows, func(i, j int) bool { return canonical(rows[i]) < canonical(rows[j]) })
}

func isCode(s string) bool { return len(s) == 36 && s[8] == '-' }

// has reports whether a code was there before.
func (t tables) has(code string) bool {
	for _, rows := range t {
		for _, row := range rows {
			if row["attempt_code"] == code {
				return true
			}
		}
	}
	return false
}

// replaceLearner puts a username into a call of the platform's.
func replaceLearner(c, username string) string {
	for _, method := range []string{"complete_student_attempt[", "delete_student_attempt["} {
		c = strings.Replace(c, method+`"learner"`, method+`"`+username+`"`, 1)
	}
	return strings.Replace(c, `"student_username":"learner"`, `"student_username":"`+username+`"`, 1)
}
