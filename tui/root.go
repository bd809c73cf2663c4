package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// layer is what lies over the list or the attempt and takes the keys.
type layer interface {
	spot() spot
}

// typist is a layer in which letters are text.
type typist interface {
	layer
	typed(k tea.KeyMsg) tea.Cmd
}

// stopper is a layer that has requests to end when it closes.
type stopper interface{ stop() }

// root is the desk. Bubble Tea calls it from one goroutine only, and commands
// hold copies of values, so it needs no lock.
type root struct {
	*env
	now           time.Time
	width, height int
	layout        layout
	keymap        *keymap

	section model.Section
	scope   scope
	flipped map[model.Section]bool
	lists   map[model.Section]*list
	serials int

	counts    []model.SectionCount
	countsErr error
	countLane lane

	marks  map[int64]model.AttemptRow
	pane   reader
	screen *screen
	// board lies over the queue and under the attempt; writes is how many
	// changes of exams are on their way.
	board  board
	writes int
	// checks are the last checks of proctoring services.
	checks checkups
	// earlier is the onboarding from which a learner's attempts were opened.
	earlier *onboarding
	// over is a prompt, a picker or the help; dialog asks something, and queue
	// holds the dialogs that wait until it is their turn.
	over   layer
	dialog layer
	queue  []layer
	grace  grace
	leave  *leaving

	holds   holds
	follows following
	// anew is the attempts to decide again once the decision before, by token,
	// is withdrawn; changed is what was decided in this session.
	anew map[int]model.AttemptRow
	// batches are the decisions that were confirmed together, until all of them
	// have an outcome.
	batches    map[int]*batch
	batchCount int
	changed    map[int64]bool
	note       note
	videoLane  lane
	ticking    bool
	faults     []*fault

	// pressed is the key that is being handled, for bindings of several keys.
	pressed string
	drawn   string
	dirty   bool
}

func newRoot(ctx context.Context, d Deps) *root {
	e := &env{Deps: d.withDefaults(), ctx: ctx}
	m := &root{
		env: e, keymap: newKeymap(), section: e.Section, flipped: map[model.Section]bool{}, lists: map[model.Section]*list{},
		marks: map[int64]model.AttemptRow{}, pane: reader{env: e, place: inPane}, holds: holds{env: e}, follows: following{at: e.Clock(), gone: map[int64]bool{}}, batches: map[int]*batch{}, anew: map[int]model.AttemptRow{}, changed: map[int64]bool{}, checks: checkups{},
		now: e.Clock(), dirty: true,
	}
	s, section, err := newScope(m.scope, e.Filter)
	if err != nil {
		m.note.set(noteBad, model.Sentence(err))
	} else {
		m.scope = s
	}
	if section.IsValid() {
		m.section = section
	}
	if m.note.text == "" && len(e.Capabilities.Notes) > 0 {
		m.note.set(noteInfo, e.Capabilities.Notes[0])
	}
	return m
}

// Init asks for everything that the first screen shows.
func (m *root) Init() tea.Cmd {
	return tea.Batch(m.current().load(), m.count(), m.lookForLeft(), m.later(pulse, pulseMsg{}), m.later(followPause, lookMsg{}), m.later(noteTime(noteBad), noteMsg{seq: m.note.seq}))
}

// Update takes one message in.
func (m *root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if s, ok := msg.(stamped); ok {
		m.stamp(s)
		msg = s.msg
	}
	cmd := m.take(msg)
	return m, tea.Batch(cmd, m.follow())
}

// stamp moves the clock on. Answers overtake each other; time does not.
func (m *root) stamp(s stamped) {
	if s.at.After(m.now) {
		m.now = s.at
	}
	if s.fault != nil {
		m.faults = append(m.faults, s.fault)
	}
}

func (m *root) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return m.keys(msg)
	case tea.WindowSizeMsg:
		return m.resize(msg.Width, msg.Height)
	case examsMsg, examMsg, examRestMsg, boardMsg, keptMsg:
		return m.takeBoard(msg)
	case backendsMsg, checkMsg:
		return m.takeBackends(msg)
	case pageMsg, countsMsg, detailMsg, learnersMsg, coursesMsg, previewMsg, videoMsg, copiedMsg, cardMsg, changesMsg, planMsg, bulkMsg, followMsg:
		return m.takeAnswer(msg)
	case heldMsg, sentMsg, withdrawnMsg, leftMsg, changedMsg, grantedMsg:
		m.dirty = true
		return m.takeSettled(msg)
	case lookMsg, selectMsg, searchMsg, dueMsg, graceMsg, tickMsg, pulseMsg, noteMsg, deadlineMsg:
		return m.takeTimer(msg)
	case Shutdown:
		m.dirty = true
		return m.shutdown()
	case tea.ResumeMsg:
		m.dirty = true
		return m.refresh()
	}
	return nil
}

// takeAnswer gives an answer to the part that asked. What nobody waits for any
// more changes nothing.
func (m *root) takeAnswer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pageMsg:
		return m.paged(msg)
	case countsMsg:
		m.counted(msg)
	case detailMsg:
		m.read(msg)
	case previewMsg:
		return m.previewed(msg)
	case bulkMsg:
		return m.bulkPreviewed(msg)
	case followMsg:
		return m.followed(msg)
	case changesMsg:
		return m.changesPreviewed(msg)
	case planMsg:
		return m.grantPlanned(msg)
	case videoMsg:
		return m.videoAnswered(msg)
	case copiedMsg:
		return m.copied(msg)
	}
	return m.takePlace(msg)
}

// takePlace gives an answer to the place that lies over the queue, if it is
// still the one that asked.
func (m *root) takePlace(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case learnersMsg:
		if s, ok := m.over.(*search); ok && s.answer(msg) {
			m.dirty = true
		}
	case coursesMsg:
		if c, ok := m.over.(*courses); ok && c.answer(msg) {
			m.dirty = true
			return m.onlyCourse(c)
		}
	case cardMsg:
		if p, ok := m.over.(*learnerPage); ok && p.answer(msg) {
			m.dirty = true
		}
	}
	return nil
}

func (m *root) takeTimer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case lookMsg:
		return m.lookAround()
	case selectMsg:
		m.dirty = true
		return m.pane.rested(msg.seq)
	case searchMsg:
		if s, ok := m.over.(*search); ok {
			m.dirty = true
			return s.rested(msg.seq)
		}
	case dueMsg:
		if m.leave != nil && (m.leave.mode == leaveKeeping || m.leave.mode == leaveAsking) {
			return nil // nothing is sent while somebody weighs taking it back
		}
		m.dirty = true
		return m.holds.dueNow(msg.token)
	case graceMsg:
		return m.graceOver(msg)
	case tickMsg:
		m.ticking, m.dirty = false, true
	case pulseMsg:
		return tea.Batch(m.count(), m.later(pulse, pulseMsg{}))
	case noteMsg:
		m.dirty = m.note.expire(msg.seq) || m.dirty
	case deadlineMsg:
		return tea.Quit
	}
	return nil
}

// follow does what follows from any change: the pane turns to the selected
// attempt, the countdown ticks, a dialog that waited opens, and the desk
// closes once nothing is on its way.
func (m *root) follow() tea.Cmd {
	cmds := []tea.Cmd{m.followSelection(), m.tick(), m.nextDialog(), m.leaveIfDone()}
	return tea.Batch(cmds...)
}

func (m *root) followSelection() tea.Cmd {
	if !m.layout.hasPane() {
		return nil
	}
	row, ok := m.current().selected()
	if !ok {
		m.pane.clear()
		return nil
	}
	return m.pane.rest(row)
}

// tick wakes the desk each second, but only while a countdown is shown.
func (m *root) tick() tea.Cmd {
	if m.ticking || m.holds.newest(holdWaiting) == nil {
		return nil
	}
	m.ticking = true
	return m.later(time.Second, tickMsg{})
}

type (
	tickMsg     struct{}
	pulseMsg    struct{}
	deadlineMsg struct{}
)

// pulse is how often the sections are counted while nothing is pressed. It
// also moves the clock of an idle desk.
const pulse = 15 * time.Second
