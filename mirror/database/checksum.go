package database

import (
	"context"
	"fmt"
	"hash/crc32"
	"strings"

	"examdesk/mirror"
)

// bucketIDs is how many ids have one sum.
const bucketIDs = 1000

// sum is what a bucket of rows adds up to.
type sum struct {
	rows int64
	sum  uint64
	xor  uint64
}

func (s *sum) add(crc uint32) {
	s.rows++
	s.sum += uint64(crc)
	s.xor ^= uint64(crc)
}

// checksum is the SQL of a row's checksum at the LMS: over the bytes of all columns in
// UTF-8, whatever the table's charset.
func (s spec) checksum() string {
	parts := make([]string, len(s.columns))
	for i, c := range s.columns {
		expr := name(c.there())
		switch c.kind {
		case words:
			expr = "CONVERT(" + expr + " USING utf8mb4)"
		case moment:
			expr = "NULLIF(DATE_FORMAT(" + expr + ", '%Y-%m-%d %H:%i:%s.%f'), '0000-00-00 00:00:00.000000')"
		case number:
		}
		parts[i] = "IFNULL(" + expr + ", X'00')"
	}
	return "CRC32(CONCAT_WS(X'1F', " + strings.Join(parts, ", ") + "))"
}

// crc is the same of a row of the mirror.
func (s spec) crc(row []any, buffer []byte) (uint32, []byte) {
	buffer = buffer[:0]
	for i, c := range s.columns {
		if i > 0 {
			buffer = append(buffer, 0x1f)
		}
		switch v := row[i].(type) {
		case nil:
			buffer = append(buffer, 0)
		case string:
			buffer = append(buffer, v...)
			if c.kind == moment && !strings.Contains(v, ".") {
				buffer = append(buffer, ".000000"...)
			}
		default:
			buffer = fmt.Append(buffer, v)
		}
	}
	return crc32.ChecksumIEEE(buffer), buffer
}

// sumsThere asks for the sums of a table's rows from one key to another that meet a
// condition.
func (s spec) sumsThere(ctx context.Context, q querier, from, to int64, where string, args []any) (out map[int64]sum, err error) {
	query := fmt.Sprintf("SELECT b, COUNT(*), CAST(SUM(c) AS UNSIGNED), BIT_XOR(c) FROM (SELECT %s DIV %d AS b, %s AS c FROM %s WHERE %s BETWEEN ? AND ? AND %s) x GROUP BY b",
		name(s.key), bucketIDs, s.checksum(), name(s.table), name(s.key), where)
	rows, err := q.QueryContext(ctx, query, append([]any{from, to}, args...)...) //nolint:rowserrcheck // closing checks it
	if err != nil {
		return nil, fmt.Errorf("compare %s: %w", s.table, err)
	}
	defer func() { err = closing(rows, err) }()
	out = map[int64]sum{}
	for rows.Next() {
		var bucket int64
		var b sum
		if err := rows.Scan(&bucket, &b.rows, &b.sum, &b.xor); err != nil {
			return nil, err
		}
		out[bucket] = b
	}
	return out, nil
}

// rowsHere reads the mirror's rows from one id to another, as they are compared.
func (s spec) rowsHere(ctx context.Context, tx mirror.Querier, from, to int64, f func(row []any)) error {
	names, key := make([]string, len(s.columns)), "id"
	for i, c := range s.columns {
		names[i] = `"` + c.name + `"`
		if c.kind == moment {
			names[i] += " || ''" // as text, not as the driver's time
		}
	}
	if s.key == "history_id" {
		key = s.key
	}
	return each(ctx, tx, "SELECT "+strings.Join(names, ", ")+" FROM "+s.table+" WHERE "+key+" BETWEEN ? AND ?", []any{from, to}, s.columns, f)
}
