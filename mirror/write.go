package mirror

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"examdesk/model"
	"examdesk/store"
)

// table is what is known of a table of the mirror.
type table struct {
	key string
	// empty are the columns that must have a value, with the one of a row that the
	// source did not show.
	empty []emptyColumn
	// unique are the sets of columns that no two rows may share.
	unique [][]string
}

type emptyColumn struct {
	name  string
	value any
}

// writing is a batch on its way into the mirror.
type writing struct {
	file   *File
	ctx    context.Context //nolint:containedctx // it lives as long as one call of Apply
	tx     *sql.Tx
	result Result
	stmts  map[string]*sql.Stmt
}

func (w *writing) begin(tx *sql.Tx) {
	w.tx, w.stmts = tx, map[string]*sql.Stmt{}
	w.result = Result{Inserted: map[string]int64{}, Updated: map[string]int64{}, Deleted: map[string]int64{}}
}

func (w *writing) end() {
	for _, s := range w.stmts {
		_ = s.Close() // it was only used in this transaction
	}
}

// rows deletes in all tables first, so that what takes a deleted row's place finds it
// free. What a source says of attempts that it does not show as they are is left out.
func (w *writing) rows(b *Batch, source bool) error {
	all := slices.Clone(b.Rows)
	for i := range all {
		if err := normalise(&all[i]); err != nil {
			return err
		}
	}
	var h hidden
	if source {
		h = settle(&b.Position, all, w.file.Clock())
	}
	for _, r := range all {
		if err := w.delete(r, h); err != nil {
			return fmt.Errorf("delete from %s what is gone: %w", r.Table, err)
		}
	}
	for _, r := range all {
		if err := w.save(h.without(r)); err != nil {
			return fmt.Errorf("write rows of %s: %w", r.Table, err)
		}
	}
	return nil
}

// normalise checks the rows of a table and brings their values into the form of the
// columns.
func normalise(r *Rows) error {
	values := make([][]any, len(r.Values))
	for i, row := range r.Values {
		if len(row) != len(r.Columns) {
			return model.Errorf(model.CodeInternal, "A row of %s has %d values for %d columns.", r.Table, len(row), len(r.Columns))
		}
		values[i] = make([]any, len(row))
		for j, v := range row {
			switch v := v.(type) {
			case bool:
				values[i][j] = int64(0)
				if v {
					values[i][j] = int64(1)
				}
			case int:
				values[i][j] = int64(v)
			case time.Time:
				values[i][j] = Time(v)
			case string:
				if !utf8.ValidString(v) {
					return model.Errorf(model.CodeInvalid, "%s.%s has a text that is not valid UTF-8; the LMS must be asked in utf8mb4.", r.Table, r.Columns[j])
				}
				values[i][j] = v
			default:
				values[i][j] = v
			}
		}
	}
	r.Values = values
	return nil
}

// keyAt returns where the primary key is among the columns.
func (w *writing) keyAt(r Rows) (t *table, at int, err error) {
	if t, err = w.table(r.Table); err != nil {
		return nil, 0, err
	}
	for i, c := range r.Columns {
		if c == t.key {
			return t, i, nil
		}
	}
	return nil, 0, model.Errorf(model.CodeInternal, "The rows of %s have no column %s.", r.Table, t.key)
}

// delete removes what was asked for and is not among the rows.
func (w *writing) delete(r Rows, h hidden) error {
	if r.Asked == nil {
		return nil
	}
	t, at, err := w.keyAt(r)
	if err != nil {
		return err
	}
	there := make([]any, len(r.Values))
	for i, row := range r.Values {
		there[i] = row[at]
	}
	keep, err := json.Marshal(there)
	if err != nil {
		return err
	}
	query := "DELETE FROM " + quote(r.Table) + " WHERE " + quote(t.key) + " NOT IN (SELECT value FROM json_each(?)) AND "
	args := []any{string(keep)}
	if r.Asked.Column != "" {
		keys, err := json.Marshal(r.Asked.Keys)
		if err != nil {
			return err
		}
		query += quote(r.Asked.Column) + " IN (SELECT value FROM json_each(?))"
		args = append(args, string(keys))
	} else {
		query += quote(t.key) + " BETWEEN ? AND ?"
		args = append(args, r.Asked.From, r.Asked.To)
	}
	kept, more, err := h.kept(r)
	if err != nil {
		return err
	}
	n, err := w.exec(query+kept, append(args, more...))
	w.count(w.result.Deleted, r.Table, n)
	return err
}

func (w *writing) count(by map[string]int64, table string, n int64) {
	if n > 0 {
		by[table] += n
	}
}

// save updates the rows that differ and inserts those that are missing. Never by an
// upsert: SQLite would let its conflict clause rule inside the triggers too.
func (w *writing) save(r Rows) error {
	t, at, err := w.keyAt(r)
	if err != nil || len(r.Values) == 0 {
		return err
	}
	update, insert, empty := statements(r, t)
	for _, row := range r.Values {
		if !r.Missing {
			n, err := w.placed(t, r, row, update, append(append(append([]any{}, row...), row[at]), row...))
			if err != nil {
				return err
			}
			if n > 0 {
				w.count(w.result.Updated, r.Table, n)
				continue
			}
		}
		n, err := w.placed(t, r, row, insert, append(append(append([]any{}, row...), empty...), row[at]))
		if err != nil {
			return err
		}
		w.count(w.result.Inserted, r.Table, n)
	}
	return nil
}

// statements are those that update a row that differs, and insert one that is missing.
func statements(r Rows, t *table) (update, insert string, empty []any) {
	names, named := make([]string, len(r.Columns)), map[string]bool{}
	for i, c := range r.Columns {
		names[i], named[c] = quote(c), true
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ")
	update = "UPDATE " + quote(r.Table) + " SET " + strings.Join(names, " = ?, ") + " = ? WHERE " + quote(t.key) + " = ? AND (" +
		strings.Join(names, ", ") + ") IS NOT (" + marks + ")"
	for _, c := range t.empty {
		if !named[c.name] {
			names, marks = append(names, quote(c.name)), marks+", ?"
			empty = append(empty, c.value)
		}
	}
	insert = "INSERT INTO " + quote(r.Table) + " (" + strings.Join(names, ", ") + ") SELECT " + marks +
		" WHERE NOT EXISTS (SELECT 1 FROM " + quote(r.Table) + " WHERE " + quote(t.key) + " = ?)"
	return update, insert, empty
}

// placed runs a statement for a row. A row of another id that has what only one may have
// is older than the source's answer, and makes room: it is read again when it is
// missed.
func (w *writing) placed(t *table, r Rows, row []any, query string, args []any) (int64, error) {
	n, err := w.exec(query, args)
	if err == nil || !store.IsNotUnique(err) {
		return n, err
	}
	value := map[string]any{}
	for i, c := range r.Columns {
		value[c] = row[i]
	}
	for _, set := range t.unique {
		where, given := quote(t.key)+" <> ?", []any{value[t.key]}
		for _, c := range set {
			where += " AND " + quote(c) + " = ?"
			given = append(given, value[c])
		}
		gone, err := w.exec("DELETE FROM "+quote(r.Table)+" WHERE "+where, given)
		if err != nil {
			return 0, err
		}
		w.count(w.result.Deleted, r.Table, gone)
	}
	return w.exec(query, args)
}

// exec runs a statement that is kept prepared while the batch is written.
func (w *writing) exec(query string, args []any) (int64, error) {
	s, ok := w.stmts[query]
	if !ok {
		var err error
		if s, err = w.tx.PrepareContext(w.ctx, query); err != nil {
			return 0, err
		}
		w.stmts[query] = s
	}
	res, err := s.ExecContext(w.ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
