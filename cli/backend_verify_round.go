package cli

import (
	"context"
	"time"

	"examdesk/guard"
	"examdesk/model"
)

// atOnce is how many services are checked at the same time.
const atOnce = 4

// round checks services, as often as it is run.
type round struct {
	verifier model.BackendVerifier
	infos    []model.BackendInfo
	options  model.VerifyOptions
	clock    func() time.Time
	// after, which may be nil, is told how a round went.
	after func([]verified)
}

// verified is how the check of one service went.
type verified struct {
	info    model.BackendInfo
	started time.Time
	took    time.Duration
	checks  []model.Check
	err     error
}

// run checks all services, some at the same time. What is heard of them is said
// in their order.
func (r *round) run(ctx context.Context, say func(i int, c model.Check)) []verified {
	const most = 64 // more than the checks of one, so that none waits to be heard
	heard, out := make([]chan model.Check, len(r.infos)), make([]verified, len(r.infos))
	var running guard.Group
	turns := make(chan struct{}, atOnce)
	for i := range r.infos {
		heard[i] = make(chan model.Check, most)
		out[i] = verified{info: r.infos[i], started: r.clock()}
		running.Go("checking "+r.infos[i].Name, func() error {
			defer close(heard[i])
			turns <- struct{}{}
			defer func() { <-turns }()
			out[i].err = guard.Do("checking "+model.Clean(r.infos[i].Name), func() error {
				out[i] = r.one(ctx, r.infos[i], heard[i])
				return nil
			})
			return out[i].err
		})
	}
	for i := range heard {
		for c := range heard[i] {
			say(i, c)
		}
	}
	_ = running.Wait() // each says it of itself
	if r.after != nil {
		r.after(out)
	}
	return out
}

func (r *round) one(ctx context.Context, info model.BackendInfo, heard chan<- model.Check) verified {
	out := verified{info: info, started: r.clock()}
	checks, err := r.verifier.VerifyBackend(ctx, info.Name, r.options)
	if err != nil {
		out.err = err
		return out
	}
	for c := range checks {
		heard <- c
		if c.State != model.CheckRunning {
			out.checks = append(out.checks, c)
		}
	}
	out.took = r.clock().Sub(out.started)
	return out
}
