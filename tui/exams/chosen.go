package exams

import (
	"examdesk/model"
	"examdesk/tui/host"

	tea "github.com/charmbracelet/bubbletea"
)

// Chosen returns the exam under the cursor, the zero value if there is none.
func (e *Screen) Chosen() model.ExamRow {
	if e.At < len(e.shown) {
		return e.shown[e.At]
	}
	return model.ExamRow{}
}

// known returns everything about the exam under the cursor, nil until it has come.
func (e *Screen) known() *model.ExamDetail {
	if e.detail == nil || e.detail.Exam.ID != e.Chosen().Exam.ID {
		return nil
	}
	return e.detail
}

// rest reads the exam under the cursor once the cursor rests.
func (e *Screen) rest() tea.Cmd {
	id := e.Chosen().Exam.ID
	if id == 0 || id == e.asked && (e.reading.Busy() || e.known() != nil) {
		return nil
	}
	e.reading.Stop()
	e.detailErr = nil
	e.seq++
	return host.Wait(e.h, e, selectPause, restMsg{seq: e.seq})
}

func (e *Screen) read() tea.Cmd {
	ctx, id := e.reading.Begin(e.h.Env().Ctx)
	desk, exam := e.h.Env().Desk, e.Chosen().Exam.ID
	e.asked, e.detailErr = exam, nil
	return host.Ask(e.h, e, "reading the exam",
		func() (model.ExamDetail, error) { return desk.ReadExam(ctx, exam) },
		func(d model.ExamDetail, err error) tea.Msg {
			return examMsg{id: id, exam: exam, detail: d, err: err}
		})
}

func (e *Screen) answer(m examMsg) {
	if !e.reading.Settle(m.id) || m.exam != e.Chosen().Exam.ID {
		return
	}
	if e.detailErr = m.err; m.err == nil {
		e.put(m.detail)
	}
}

// put shows a new state of an exam wherever it is; nothing moves.
func (e *Screen) put(d model.ExamDetail) {
	for _, rows := range [][]model.ExamRow{e.rows, e.shown} {
		for i := range rows {
			if rows[i].Exam.ID == d.Exam.ID {
				rows[i] = d.ExamRow
			}
		}
	}
	if d.Exam.ID == e.Chosen().Exam.ID {
		e.detail = &d
	}
}
