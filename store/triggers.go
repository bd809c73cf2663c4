package store

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"examdesk/model"
)

// markTable is where triggers note the rows that a statement may replace. It is
// empty between statements, but for what an ignored one left.
const markTable = `CREATE TABLE IF NOT EXISTS examdesk_mark (place TEXT NOT NULL, id INTEGER NOT NULL, a, b, user_id, exam_id)`

// trigger is one of ours, as this version makes it.
type trigger struct{ name, statement string }

// triggerTexts are the triggers of examdesk's tables, as this store needs them.
type triggerTexts struct{ *database }

// triggers returns all triggers of a store, made for its schema.
func (s triggerTexts) triggers(ctx context.Context, q querier) ([]trigger, error) {
	scripts := []string{"triggers.sql"}
	if s.profile != "" {
		scripts = append(scripts, "profile_triggers.sql")
	}
	fill, err := s.triggerWords(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []trigger
	for _, name := range scripts {
		data, err := migrations.ReadFile("migrations/" + name)
		if err != nil {
			return nil, model.Wrap(err, model.CodeInternal, "The migration %s is missing.", name)
		}
		text := termWords.ReplaceAllString(fill.Replace(string(data)), termStatement)
		text = groupWords.ReplaceAllString(text, groupStatement)
		for _, part := range strings.SplitAfter(text, "\nEND;") {
			if found := triggerHead.FindStringSubmatchIndex(part); found != nil {
				out = append(out, trigger{name: part[found[2]:found[3]], statement: strings.TrimSuffix(part[found[0]:], ";")})
			}
		}
	}
	return out, nil
}

var (
	triggerHead = regexp.MustCompile(`CREATE TRIGGER (\w+)`)
	termWords   = regexp.MustCompile(`\{\{terms ([\w.]+)\}\}`)
	groupWords  = regexp.MustCompile(`\{\{group ([\w.]+) ([\w.]+)\}\}`)
	spaces      = regexp.MustCompile(`\s+`)
)

// termStatement adds the trigrams of a learner to the list of terms.
const termStatement = `INSERT INTO examdesk_term SELECT DISTINCT substr(x, n, 3)
        FROM (SELECT lower(username || char(10) || email || char(10) || name) AS x FROM examdesk_learner WHERE rowid = ${1})
        JOIN examdesk_number ON n <= length(x) - 2 WHERE NOT EXISTS (SELECT 1 FROM examdesk_term t WHERE t.term = substr(x, n, 3));`

// groupStatement places a learner's group at an exam again. The plus keeps SQLite from
// walking through all attempts at the exam.
const groupStatement = `DELETE FROM examdesk_group WHERE user_id = ${1} AND exam_id = ${2};
    INSERT INTO examdesk_group (user_id, exam_id, course_no, created, nid) SELECT a.user_id, a.proctored_exam_id,
        coalesce((SELECT c.no FROM ` + tableExam + ` e JOIN examdesk_course c ON c.course_id = e.course_id WHERE e.id = a.proctored_exam_id), 0), a.created, -a.id
        FROM ` + tableAttempt + ` a WHERE a.user_id = ${1} AND +a.proctored_exam_id = ${2} ORDER BY a.created DESC, a.id LIMIT 1;`

// triggerWords returns what the scripts leave open.
func (s triggerTexts) triggerWords(ctx context.Context, q querier) (*strings.Replacer, error) {
	words := []string{"{{names}}", s.searchName("NEW"), "{{u.names}}", s.searchName("u"), "{{profile}}", s.profile}
	watched := map[string]string{"attempt": tableAttempt, "review": tableReview, "exam": tableExam, "user": "auth_user"}
	if s.profile != "" {
		watched["profile"] = s.profile
	}
	for place, table := range watched {
		keys, clash, err := uniqueness(ctx, q, table)
		if err != nil {
			return nil, err
		}
		words = append(words, "{{"+place+"_keys}}", keys, "{{"+place+"_clash}}", clash)
	}
	return strings.NewReplacer(words...), nil
}

// uniqueness returns the columns of a table that no two rows may share, and the
// condition for a row to be in the way of NEW.
func uniqueness(ctx context.Context, q querier, table string) (columns, clash string, err error) {
	rows, err := q.QueryContext(ctx, `SELECT i.name || ' ' || c.name FROM pragma_index_list(?) i, pragma_index_info(i.name) c
		WHERE i."unique" AND NOT i.partial AND c.name IS NOT NULL ORDER BY i.name, c.seqno`, table)
	if err != nil {
		return "", "", mapError(err, "read the schema")
	}
	found, err := collectStrings(rows)
	if err != nil {
		return "", "", mapError(err, "read the schema")
	}
	names, alternatives := []string{"id"}, []string{"id = NEW.id"}
	last := ""
	for _, line := range found {
		cut := strings.LastIndexByte(line, ' ')
		index, column := line[:cut], `"`+line[cut+1:]+`"`
		if !slices.Contains(names, column) {
			names = append(names, column)
		}
		same := column + " = NEW." + column
		if index == last {
			alternatives[len(alternatives)-1] += " AND " + same
		} else {
			alternatives = append(alternatives, same)
		}
		last = index
	}
	return strings.Join(names, ", "), strings.Join(alternatives, " OR "), nil
}

// sameTrigger compares a trigger with what SQLite keeps of its statement.
func (t trigger) same(kept string) bool {
	plain := func(statement string) string {
		return spaces.ReplaceAllString(strings.Replace(statement, "IF NOT EXISTS ", "", 1), " ")
	}
	return plain(t.statement) == plain(kept)
}

// makeTriggers makes the triggers that are missing, and those again that are of
// another version.
func (s triggerTexts) makeTriggers(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, markTable); err != nil {
		return fmt.Errorf("make the table of marks: %w", err)
	}
	wanted, err := s.triggers(ctx, tx)
	if err != nil {
		return err
	}
	there, err := triggersThere(ctx, tx)
	if err != nil {
		return err
	}
	for _, t := range wanted {
		kept, has := there[t.name]
		if has && t.same(kept.statement) {
			continue
		}
		if _, err := tx.ExecContext(ctx, "DROP TRIGGER IF EXISTS "+t.name); err != nil {
			return fmt.Errorf("drop the trigger %s: %w", t.name, err)
		}
		if _, err := tx.ExecContext(ctx, t.statement); err != nil {
			return fmt.Errorf("make the trigger %s: %w", t.name, err)
		}
	}
	return nil
}

type keptTrigger struct{ table, statement string }

// triggersThere returns all triggers of a store by name, whoever made them.
func triggersThere(ctx context.Context, q querier) (map[string]keptTrigger, error) {
	rows, err := q.QueryContext(ctx, "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
	if err != nil {
		return nil, mapError(err, "list the triggers")
	}
	out := map[string]keptTrigger{}
	err = each(rows, func() error {
		var name string
		var t keptTrigger
		if err := rows.Scan(&name, &t.table, &t.statement); err != nil {
			return err
		}
		out[name] = t
		return nil
	})
	return out, mapError(err, "list the triggers")
}

// triggersCurrent reports whether our triggers are those of this version.
func (s triggerTexts) triggersCurrent(ctx context.Context, q querier) (bool, error) {
	wanted, err := s.triggers(ctx, q)
	if err != nil {
		return false, err
	}
	there, err := triggersThere(ctx, q)
	if err != nil {
		return false, err
	}
	for _, t := range wanted {
		if kept, has := there[t.name]; !has || !t.same(kept.statement) {
			return false, nil
		}
	}
	return true, nil
}

// strangeTriggers names the triggers that others put into the store.
func (s triggerTexts) strangeTriggers(ctx context.Context, q querier) ([]string, error) {
	wanted, err := s.triggers(ctx, q)
	if err != nil {
		return nil, err
	}
	there, err := triggersThere(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, t := range wanted {
		delete(there, t.name)
	}
	later, err := migrationTriggers()
	if err != nil {
		return nil, err
	}
	for _, name := range later {
		delete(there, name)
	}
	var out []string
	for name, t := range there {
		out = append(out, name+" on "+t.table)
	}
	slices.Sort(out)
	return out, nil
}

// migrationTriggers returns the names of the triggers that migrations make.
func migrationTriggers() ([]string, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	var out []string
	for _, e := range entries {
		data, err := migrations.ReadFile("migrations/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("read the migrations: %w", err)
		}
		for _, found := range triggerHead.FindAllStringSubmatch(string(data), -1) {
			out = append(out, found[1])
		}
	}
	return out, nil
}
