package cli

import (
	"context"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// watch checks again and again and says what changes, until it is interrupted.
// It ends as the last whole round did.
func (r *rounds) watch(ctx context.Context, every time.Duration, last []verified) error {
	return r.again(ctx, every, last, r.sayChanges)
}

// watchJSON prints each service on a line of its own, in each round.
func (r *rounds) watchJSON(ctx context.Context, every time.Duration, last []verified) error {
	lines := func(_, next []verified) error {
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
func (r *rounds) again(ctx context.Context, every time.Duration, last []verified, say func(last, next []verified) error) error {
	whole := context.WithoutCancel(ctx)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return r.problem(whole, last)
		case <-tick.C:
		}
		next := r.run(ctx, func(int, model.Check) {})
		if ctx.Err() != nil {
			return r.problem(whole, last)
		}
		if err := say(last, next); err != nil {
			return err
		}
		if last = next; kit.ReaderLeft(r.Factory) {
			return nil // nobody looks any more
		}
	}
}

// sayChanges writes a line for each check whose state is another one than in the
// last round.
func (r *rounds) sayChanges(last, next []verified) error {
	p := printer.NewPage(r.Factory)
	for i, v := range next {
		before := map[string]model.CheckState{}
		for _, c := range last[i].checks {
			before[c.Name] = c.State
		}
		if v.err != nil && last[i].err == nil {
			p.Bullet(r.moment()+model.Clean(v.info.Name)+"  ", model.Sentence(v.err))
		}
		for _, c := range v.checks {
			if was := before[c.Name]; was != c.State && was != "" {
				said := string(was) + " -> " + string(c.State) + ": " + c.Seen.String()
				if c.Remedy != "" {
					said += " " + signs().arrow + c.Remedy.String()
				}
				p.Bullet(r.moment()+model.Clean(v.info.Name)+"  "+c.Name+"  ", said)
			}
		}
	}
	return p.Flush()
}

func (r *rounds) moment() string { return r.Clock().UTC().Format("2006-01-02 15:04:05 MST") + "  " }
