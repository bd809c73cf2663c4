package backend

import (
	"context"
	"time"

	"examdesk/cli/checks"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// watch checks repeatedly and prints what changes, until it is interrupted. Its
// result is that of the last complete round.
func (r *rounds) watch(ctx context.Context, every time.Duration, last []checks.Verified) error {
	return r.again(ctx, every, last, r.sayChanges)
}

// watchJSON prints each service on a line of its own, in each round.
func (r *rounds) watchJSON(ctx context.Context, every time.Duration, last []checks.Verified) error {
	lines := func(_, next []checks.Verified) error {
		for _, v := range verifiedJSON(next) {
			if err := printer.JSONLine(r.Out, v); err != nil {
				return err
			}
		}
		return nil
	}
	if err := lines(nil, last); err != nil {
		return err
	}
	return r.again(ctx, every, last, lines)
}

// again checks in turns until it is interrupted.
func (r *rounds) again(ctx context.Context, every time.Duration, last []checks.Verified, say func(last, next []checks.Verified) error) error {
	whole := context.WithoutCancel(ctx)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return r.problem(whole, last)
		case <-tick.C:
		}
		next := r.Run(ctx, func(int, model.Check) {})
		if ctx.Err() != nil {
			return r.problem(whole, last)
		}
		if err := say(last, next); err != nil {
			return err
		}
		if last = next; kit.ReaderLeft(r.Factory) {
			return nil // no one is looking any more
		}
	}
}

// sayChanges prints a line for each check whose state differs from the last round.
func (r *rounds) sayChanges(last, next []checks.Verified) error {
	p := printer.NewPage(r.Factory)
	for i, v := range next {
		before := map[string]model.CheckState{}
		for _, c := range last[i].Checks {
			before[c.Name] = c.State
		}
		if v.Err != nil && last[i].Err == nil {
			p.Bullet(r.moment()+model.Clean(v.Info.Name)+"  ", model.Sentence(v.Err))
		}
		for _, c := range v.Checks {
			if was := before[c.Name]; was != c.State && was != "" {
				said := string(was) + " -> " + string(c.State) + ": " + c.Seen.String()
				if c.Remedy != "" {
					said += " " + checks.Signs().Arrow + c.Remedy.String()
				}
				p.Bullet(r.moment()+model.Clean(v.Info.Name)+"  "+c.Name+"  ", said)
			}
		}
	}
	return p.Flush()
}

func (r *rounds) moment() string { return r.Clock().UTC().Format("2006-01-02 15:04:05 MST") + "  " }
