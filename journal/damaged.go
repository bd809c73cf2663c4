package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"examdesk/model"
)

// damagedSuffix ends the name of a file that holds unreadable lines. Only a person
// removes it.
const damagedSuffix = ".1.damaged"

// keepAside moves the unreadable part of a file into a file of its own before the file
// is removed. The name is derived from the content, so that a crash in between does not
// keep it twice.
func (j *Journal) keepAside(a *abandoned) error {
	if len(a.damaged) == 0 {
		return nil
	}
	content := append(bytes.Join(a.damaged, []byte{'\n'}), '\n')
	sum := sha256.Sum256(content)
	key, _, _ := strings.Cut(filepath.Base(a.base), "-")
	path := j.path(key + "-" + hex.EncodeToString(sum[:8]) + damagedSuffix)
	file, err := j.cfg.FS.Create(path)
	if errors.Is(err, fs.ErrExist) {
		file, err = j.cfg.FS.Open(path)
	}
	if err != nil {
		return err
	}
	err = file.Truncate(0)
	if err == nil {
		_, err = file.Write(content)
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close(), j.cfg.FS.SyncDir(j.cfg.Dir))
}

// Damaged is a journal line that cannot be read whole, with what can still be read of
// it. Any of that may be wrong.
type Damaged struct {
	// File holds the line with all its bytes.
	File string
	// Size is its length in bytes.
	Size    int
	Kind    string
	Attempt int64
	Review  string
	By      model.Text
	Reason  model.Text
	Place   model.Text
	TakenAt time.Time
}

// String describes what can still be read.
func (d Damaged) String() string {
	var parts []string
	if d.Attempt > 0 {
		parts = append(parts, fmt.Sprintf("attempt %d", d.Attempt))
	}
	if d.Review != "" {
		parts = append(parts, d.Review)
	}
	if by := d.By.String(); by != "" {
		parts = append(parts, "by "+by)
	}
	if !d.TakenAt.IsZero() {
		parts = append(parts, "taken "+d.TakenAt.UTC().Format("2006-01-02 15:04:05 MST"))
	}
	if reason := d.Reason.String(); reason != "" {
		parts = append(parts, "reason: "+reason)
	}
	if place := d.Place.String(); place != "" {
		parts = append(parts, "for "+place)
	}
	if len(parts) == 0 && d.Kind != "" {
		return "a record that a decision was " + d.Kind
	}
	if len(parts) == 0 && d.Size == 0 {
		return "only an empty line is left of it"
	}
	if len(parts) == 0 {
		return fmt.Sprintf("nothing of its %d bytes can be read", d.Size)
	}
	return strings.Join(parts, ", ")
}

// Patterns for what a damaged line may still contain.
var (
	saidKind    = regexp.MustCompile(`"kind":"(taken|sending|failed|closed|withdrawn|dismissed)"`)
	saidAttempt = regexp.MustCompile(`"attempt":(\d{1,18})\b`)
	saidReview  = regexp.MustCompile(`"review":"([A-Za-z ]{1,40})"`)
	saidBy      = regexp.MustCompile(`"by":"([^"\\]{1,200})"`)
	saidTaken   = regexp.MustCompile(`"taken_at":"([^"\\]{1,40})"`)
	saidReason  = regexp.MustCompile(`"reason":"((?:[^"\\]|\\.)+)`)
	saidPlace   = regexp.MustCompile(`"place":"((?:[^"\\]|\\.)+)"`)
)

// readDamaged reads what can be read of a damaged line.
func readDamaged(file string, piece []byte) Damaged {
	d := Damaged{File: file, Size: len(piece)}
	said := func(re *regexp.Regexp) string {
		if m := re.FindSubmatch(piece); m != nil {
			return string(m[1])
		}
		return ""
	}
	d.Kind, d.Review, d.By = said(saidKind), said(saidReview), model.Text(said(saidBy))
	d.Reason, d.Place = unquoted(said(saidReason)), unquoted(said(saidPlace))
	if n, err := strconv.ParseInt(said(saidAttempt), 10, 64); err == nil {
		d.Attempt = n
	}
	if at, err := time.Parse(time.RFC3339Nano, said(saidTaken)); err == nil {
		d.TakenAt = at
	}
	return d
}

// unquoted decodes JSON's escapes if they are complete.
func unquoted(s string) model.Text {
	if out, err := strconv.Unquote(`"` + s + `"`); err == nil {
		return model.Text(out)
	}
	return model.Text(s)
}
