package decide

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/kit"
)

// deciding is a dialog before a decision on one attempt or several.
type deciding interface {
	choose(review model.ReviewStatus) tea.Cmd
	confirm() tea.Cmd
	line() *kit.Edit
	edit()
	edited(keep bool)
	notReady() string
	noReason() string
}

func typed(d deciding, k tea.KeyMsg) tea.Cmd {
	d.line().Typed(k)
	return nil
}

// Typed implements [host.Typist].
func (d *Decision) Typed(k tea.KeyMsg) tea.Cmd { return typed(d, k) }

// Typed implements [host.Typist].
func (b *Bulk) Typed(k tea.KeyMsg) tea.Cmd { return typed(b, k) }

func chooseAs(review model.ReviewStatus) func(host.Call) tea.Cmd {
	return host.On(func(d deciding) tea.Cmd { return d.choose(review) })
}

func (ds *Decider) editReason(d deciding) tea.Cmd {
	if why := d.noReason(); why != "" && d.line().Text() == "" {
		return ds.h.Say(host.Info, why)
	}
	d.edit()
	return nil
}

func endReason(keep bool) func(host.Call) tea.Cmd {
	return host.On(func(d deciding) tea.Cmd {
		d.edited(keep)
		return nil
	})
}

// Part returns the keys that decide, and those of the dialogs.
func (ds *Decider) Part() host.Part {
	opens, open := host.With(host.Rows), func(review model.ReviewStatus) func(host.Call) tea.Cmd {
		return host.Run(func() tea.Cmd { return ds.decideAs(review) })
	}
	here, reason, why := host.In("decision"), host.In("reason"), host.Say(ds.noDecision)
	bindings := []host.Binding{
		{Keys: []string{"v"}, Short: "verify", Help: "verify: review the attempt as Clean", Group: host.GroupDecide, Where: opens, Foot: 10, Why: why, Run: open(model.ReviewClean)},
		{Keys: []string{"r"}, Short: "reject", Help: "reject: review the attempt as Suspicious", Group: host.GroupDecide, Where: opens, Foot: 12, Why: why, Run: open(model.ReviewSuspicious)},
		{Keys: []string{"m"}, Short: "more outcomes", Help: "decide otherwise: Rules Violation or Not Reviewed", Group: host.GroupDecide, Where: opens, Foot: 14, Why: why, Run: open(model.ReviewRulesViolation)},

		{Keys: []string{"enter"}, Short: "confirm", Help: "confirm the decision", Group: host.GroupDecide, Where: here, Foot: 10, Why: host.Of(deciding.notReady), Run: host.On(deciding.confirm)},
		{Keys: []string{"c", "e"}, Label: "c", Short: "reason", Help: "write or change the reason", Group: host.GroupDecide, Where: here, Foot: 30, Run: host.On(ds.editReason)},
		{Keys: []string{"esc", "q"}, Label: "esc", Short: "back", Help: "close without deciding", Group: host.GroupDecide, Where: here, Foot: 40, Run: host.Close(ds.h)},
		{Keys: []string{"enter"}, Short: "keep the reason", Help: "keep the reason", Group: host.GroupDecide, Where: reason, Foot: 10, Run: endReason(true)},
		{Keys: []string{"esc"}, Short: "as it was", Help: "keep the reason as it was", Group: host.GroupDecide, Where: reason, Foot: 20, Run: endReason(false)},
	}
	labels := []string{"verify", "rules violation", "suspicious", "not reviewed"}
	for i, review := range model.ReviewStatuses() {
		bindings = append(bindings, host.Binding{
			Keys: []string{string(rune('1' + i))}, Short: labels[i], Help: "decide as " + string(review), Group: host.GroupDecide, Where: here, Run: chooseAs(review),
		})
	}
	bindings = append(bindings,
		host.Binding{Keys: []string{"v"}, Short: "verify", Help: "decide as Clean", Group: host.GroupDecide, Where: here, Run: chooseAs(model.ReviewClean)},
		host.Binding{Keys: []string{"r"}, Short: "reject", Help: "decide as Suspicious", Group: host.GroupDecide, Where: here, Run: chooseAs(model.ReviewSuspicious)},
	)
	return host.Part{Places: []*host.Place{inDecision, inReason}, Bindings: bindings}
}
