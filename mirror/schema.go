package mirror

import (
	"slices"
	"strings"

	"examdesk/model"
)

// table returns what is known of a table, which is looked up once.
func (w *writing) table(name string) (*table, error) {
	if t, ok := w.file.tables[name]; ok {
		return t, nil
	}
	t := &table{}
	if err := w.columns(name, t); err != nil {
		return nil, err
	}
	if t.key == "" {
		return nil, model.Errorf(model.CodeUnsupported, "The mirror has no table %s.", name)
	}
	if err := w.uniques(name, t); err != nil {
		return nil, err
	}
	w.file.tables[name] = t
	return t, nil
}

func (w *writing) columns(name string, t *table) error {
	rows, err := w.tx.QueryContext(w.ctx, `SELECT name, lower(type), "notnull" AND dflt_value IS NULL, pk FROM pragma_table_info(?)`, name)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var column, kind string
		var needed, key bool
		if err := rows.Scan(&column, &kind, &needed, &key); err != nil {
			return err
		}
		switch {
		case key:
			t.key = column
		case needed && (strings.Contains(kind, "char") || kind == "text" || kind == "datetime"):
			t.empty = append(t.empty, emptyColumn{column, ""})
		case needed:
			t.empty = append(t.empty, emptyColumn{column, int64(0)})
		}
	}
	return rows.Err()
}

func (w *writing) uniques(name string, t *table) error {
	rows, err := w.tx.QueryContext(w.ctx, `SELECT i.name, c.name FROM pragma_index_list(?) i, pragma_index_info(i.name) c
		WHERE i."unique" AND NOT i.partial AND c.name IS NOT NULL ORDER BY i.name, c.seqno`, name)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	last := ""
	for rows.Next() {
		var index, column string
		if err := rows.Scan(&index, &column); err != nil {
			return err
		}
		if index != last || len(t.unique) == 0 {
			t.unique = append(t.unique, nil)
		}
		last = index
		t.unique[len(t.unique)-1] = append(slices.Clip(t.unique[len(t.unique)-1]), column)
	}
	return rows.Err()
}
