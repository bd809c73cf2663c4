package checks

import (
	"context"
	"time"

	"examdesk/guard"
	"examdesk/model"
)

// atOnce is the number of services checked at the same time.
const atOnce = 4

// Round checks services, each time it is run.
type Round struct {
	Verifier model.BackendVerifier
	Infos    []model.BackendInfo
	Options  model.VerifyOptions
	Clock    func() time.Time
	// after, which may be nil, is told how a round went.
	After func([]Verified)
}

// Verified is the result of checking one service.
type Verified struct {
	Info    model.BackendInfo
	Started time.Time
	Took    time.Duration
	Checks  []model.Check
	Err     error
}

// Run checks all services, some at the same time. Their progress is reported in their
// order.
func (r *Round) Run(ctx context.Context, say func(i int, c model.Check)) []Verified {
	const most = 64 // more than one service has checks, so that none waits to be heard
	heard, out := make([]chan model.Check, len(r.Infos)), make([]Verified, len(r.Infos))
	var running guard.Group
	turns := make(chan struct{}, atOnce)
	for i := range r.Infos {
		heard[i] = make(chan model.Check, most)
		out[i] = Verified{Info: r.Infos[i], Started: r.Clock()}
		running.Go("checking "+r.Infos[i].Name, func() error {
			defer close(heard[i])
			turns <- struct{}{}
			defer func() { <-turns }()
			out[i].Err = guard.Do("checking "+model.Clean(r.Infos[i].Name), func() error {
				out[i] = r.one(ctx, r.Infos[i], heard[i])
				return nil
			})
			return out[i].Err
		})
	}
	for i := range heard {
		for c := range heard[i] {
			say(i, c)
		}
	}
	_ = running.Wait() // each has its error in its own result
	if r.After != nil {
		r.After(out)
	}
	return out
}

func (r *Round) one(ctx context.Context, info model.BackendInfo, heard chan<- model.Check) Verified {
	out := Verified{Info: info, Started: r.Clock()}
	checks, err := r.Verifier.VerifyBackend(ctx, info.Name, r.Options)
	if err != nil {
		out.Err = err
		return out
	}
	for c := range checks {
		heard <- c
		if c.State != model.CheckRunning {
			out.Checks = append(out.Checks, c)
		}
	}
	out.Took = r.Clock().Sub(out.Started)
	return out
}
