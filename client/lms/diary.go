package lms

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"examdesk/files"
	"examdesk/model"
	"examdesk/text"
)

// DiaryDays is for how many days a diary keeps what was done, unless it is told
// otherwise.
const DiaryDays = 180

// Diary is a file of what the person did at an LMS: ids, deeds, outcomes and times, and no
// learner's name. Only its owner can read it. Processes may share it.
type Diary struct {
	path  string
	keep  time.Duration
	clock func() time.Time

	mu sync.Mutex
	// read is how many bytes of the file are taken in; purged says that it was looked
	// through for what is too old.
	read   int64
	file   os.FileInfo
	purged bool
	lines  []model.ActivityLine
	// before is the newest of the lines that are no longer kept.
	before model.ActivityHead
	// sent are decisions that were about to be sent, and whether they are settled.
	sent map[string]sentDecision
}

// sentDecision is a decision that was about to be sent.
type sentDecision struct {
	at time.Time
	// settled reports that its fate is known, and to is the status that it led to; empty
	// if the LMS refused it.
	settled bool
	to      model.AttemptStatus
}

// entry is a line of the file: one of a deed, of a decision that is about to be sent or
// was refused, or of lines that are no longer kept.
type entry struct {
	Line    *diaryLine          `json:"line,omitempty"`
	Sending string              `json:"sending,omitempty"`
	Refused string              `json:"refused,omitempty"`
	At      time.Time           `json:"at,omitzero"`
	Before  *model.ActivityHead `json:"before,omitempty"`
}

// diaryLine is a line of activity in the file.
type diaryLine struct {
	ID         int64      `json:"id"`
	At         time.Time  `json:"at"`
	Deed       model.Deed `json:"deed"`
	Door       model.Door `json:"door"`
	UserID     int64      `json:"user_id"`
	User       string     `json:"user"`
	OSUser     string     `json:"os_user,omitempty"`
	Host       string     `json:"host,omitempty"`
	Version    string     `json:"version,omitempty"`
	Kind       string     `json:"kind"`
	SubjectID  int64      `json:"subject_id"`
	AttemptID  int64      `json:"attempt_id,omitempty"`
	ExamID     int64      `json:"exam_id,omitempty"`
	LearnerID  int64      `json:"learner_id,omitempty"`
	From       string     `json:"from,omitempty"`
	To         string     `json:"to,omitempty"`
	DecisionID string     `json:"decision_id,omitempty"`
	Prev       string     `json:"prev,omitempty"`
	Hash       string     `json:"hash"`
}

// OpenDiary returns the diary in a file, which need not exist. What is older than days is
// dropped; 0 stands for [DiaryDays].
func OpenDiary(path string, days int, clock func() time.Time) *Diary {
	if days <= 0 {
		days = DiaryDays
	}
	return &Diary{path: path, keep: time.Duration(days) * 24 * time.Hour, clock: clock, sent: map[string]sentDecision{}}
}

// Path is where the file is.
func (d *Diary) Path() string { return d.path }

// sending notes a decision before it is sent.
func (d *Diary) sending(id string) error {
	return d.add(func() []entry { return []entry{{Sending: id, At: d.clock().UTC()}} })
}

// refused notes that the LMS did not take a decision.
func (d *Diary) refused(id string) error {
	return d.add(func() []entry { return []entry{{Refused: id, At: d.clock().UTC()}} })
}

// note writes a line for each deed.
func (d *Diary) note(list ...model.Activity) error {
	return d.add(func() []entry {
		head := d.head()
		out := make([]entry, 0, len(list))
		for _, a := range list {
			a.ID, a.At = head.ID+1, a.At.UTC().Truncate(time.Microsecond)
			l := model.ActivityLine{Activity: a, Prev: head.Hash}
			l.Hash = l.ChainHash()
			head = model.ActivityHead{ID: l.ID, Hash: l.Hash}
			out = append(out, entry{Line: inFile(l)})
		}
		return out
	})
}

// decision is what is known of a decision; false if it was never about to be sent.
func (d *Diary) decision(id string) (sentDecision, bool, error) {
	var s sentDecision
	var known bool
	err := d.look(func() { s, known = d.sent[id] })
	return s, known, err
}

func (d *Diary) head() model.ActivityHead {
	if n := len(d.lines); n > 0 {
		return model.ActivityHead{ID: d.lines[n-1].ID, Hash: d.lines[n-1].Hash}
	}
	return d.before
}

// look runs f when what is in the file is taken in.
func (d *Diary) look(f func()) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.takeIn(); err != nil {
		return d.problem(err, "read")
	}
	f()
	return nil
}

// add appends entries, made when what others wrote is taken in.
func (d *Diary) add(make func() []entry) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(d.path), 0o700); err != nil {
		return d.problem(err, "written")
	}
	lock := flock.New(d.path+".lock", flock.SetPermissions(0o600))
	if err := lock.Lock(); err != nil {
		return d.problem(err, "written")
	}
	defer func() { _ = lock.Unlock() }()
	err := d.takeIn()
	if err == nil {
		err = d.purge()
	}
	if err == nil {
		err = d.append(make())
	}
	if err == nil {
		err = d.takeIn()
	}
	return d.problem(err, "written")
}

func (d *Diary) problem(err error, what string) error {
	if err == nil {
		return nil
	}
	var own *model.Error
	if errors.As(err, &own) {
		return err
	}
	return model.Wrap(err, model.CodeUnavailable, "The diary of what you do at the LMS (%s) could not be %s.", d.path, what)
}

func (d *Diary) append(list []entry) error {
	var b bytes.Buffer
	for _, e := range list {
		data, err := json.Marshal(e)
		if err != nil {
			return err
		}
		b.Write(append(data, '\n'))
	}
	f, err := os.OpenFile(d.path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if err := closeLine(f); err != nil {
		return err
	}
	if _, err := f.Write(b.Bytes()); err != nil {
		return err
	}
	return f.Sync()
}

// closeLine ends a last line that was cut off, so that what follows is whole.
func closeLine(f *os.File) error {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	last := make([]byte, 1)
	if _, err := f.ReadAt(last, info.Size()-1); err != nil || last[0] == '\n' {
		return err
	}
	_, err = f.WriteString("\n")
	return err
}

// takeIn reads what was written since the last look, all of it if the file is another.
func (d *Diary) takeIn() error {
	if err := files.Check(d.path); err != nil {
		return files.Refused(err, "The diary "+d.path)
	}
	f, err := os.Open(d.path)
	if errors.Is(err, fs.ErrNotExist) {
		d.reset(nil)
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if d.file == nil || !os.SameFile(d.file, info) || info.Size() < d.read {
		d.reset(info)
	}
	if _, err := f.Seek(d.read, io.SeekStart); err != nil {
		return err
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	whole := bytes.LastIndexByte(data, '\n') + 1 // a line that is not ended is not written yet
	for line := range bytes.Lines(data[:whole]) {
		d.take(bytes.TrimSpace(line))
	}
	d.read += int64(whole)
	return nil
}

func (d *Diary) reset(info os.FileInfo) {
	d.file, d.read, d.lines, d.before, d.sent = info, 0, nil, model.ActivityHead{}, map[string]sentDecision{}
}

// take takes a line of the file in. One that was cut off or damaged is left out, and the
// chain shows it.
func (d *Diary) take(line []byte) {
	var e entry
	if len(line) == 0 || text.Check(string(line)) != nil || json.Unmarshal(line, &e) != nil {
		return
	}
	switch {
	case e.Before != nil:
		d.before = *e.Before
	case e.Sending != "":
		d.sent[e.Sending] = sentDecision{at: e.At}
	case e.Refused != "":
		d.sent[e.Refused] = sentDecision{at: e.At, settled: true}
	case e.Line != nil:
		l := e.Line.line()
		d.lines = append(d.lines, l)
		if l.DecisionID != "" {
			d.sent[l.DecisionID] = sentDecision{at: l.At, settled: l.To != "", to: model.AttemptStatus(l.To)}
		}
	}
}

// purge drops what is too old, once for each run.
func (d *Diary) purge() error {
	if d.purged {
		return nil
	}
	d.purged = true
	since := d.clock().Add(-d.keep)
	kept := 0
	for kept < len(d.lines) && d.lines[kept].At.Before(since) {
		kept++
	}
	if kept == 0 {
		return nil
	}
	gone := d.lines[kept-1]
	list := []entry{{Before: &model.ActivityHead{ID: gone.ID, Hash: gone.Hash}}}
	for id, s := range d.sent {
		if !s.settled && !s.at.Before(since) {
			list = append(list, entry{Sending: id, At: s.at})
		}
	}
	for _, l := range d.lines[kept:] {
		list = append(list, entry{Line: inFile(l)})
	}
	return d.rewrite(list)
}

// rewrite replaces the file.
func (d *Diary) rewrite(list []entry) error {
	next := &Diary{path: d.path + ".new"}
	if err := os.Remove(next.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := next.append(list); err != nil {
		return err
	}
	if err := os.Rename(next.path, d.path); err != nil {
		return err
	}
	return d.takeIn()
}
