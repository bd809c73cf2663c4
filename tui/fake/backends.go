package fake

import (
	"context"
	"iter"
	"sync"

	"examdesk/model"
)

// The questions about proctoring services, as a [Hook] sees them. Each check asks
// once before it has a result and once more when its sequence ends.
const (
	OpBackends Op = "backends"
	OpVerify   Op = "verify"
	OpCheck    Op = "check"
	OpChecked  Op = "checked"
)

// Verified is a check that was requested.
type Verified struct {
	Name string
	Live bool
}

// Verifier is a [model.BackendVerifier] that follows a script.
type Verifier struct {
	mu       sync.Mutex
	services []model.BackendInfo
	checks   map[string][]model.Check
	hook     Hook
	asked    []Verified
	open     int
}

var _ model.BackendVerifier = (*Verifier)(nil)

// NewVerifier returns a verifier with the results of the checks by service.
func NewVerifier(services []model.BackendInfo, checks map[string][]model.Check) *Verifier {
	return &Verifier{services: services, checks: checks}
}

// SetHook sets what is called before each answer.
func (v *Verifier) SetHook(h Hook) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.hook = h
}

// SetServices changes what is configured.
func (v *Verifier) SetServices(services ...model.BackendInfo) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.services = services
}

// SetChecks changes the results of a service's checks.
func (v *Verifier) SetChecks(name string, checks ...model.Check) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.checks[name] = checks
}

// Asked returns the checks that were requested.
func (v *Verifier) Asked() []Verified {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]Verified(nil), v.asked...)
}

// Open returns how many sequences have begun and not ended.
func (v *Verifier) Open() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.open
}

func (v *Verifier) enter(ctx context.Context, op Op) error {
	v.mu.Lock()
	hook := v.hook
	v.mu.Unlock()
	if hook != nil {
		return hook(ctx, op)
	}
	return nil
}

// Backends implements [model.BackendVerifier].
func (v *Verifier) Backends(ctx context.Context) ([]model.BackendInfo, error) {
	if err := v.enter(ctx, OpBackends); err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]model.BackendInfo(nil), v.services...), ctx.Err()
}

// VerifyBackend implements [model.BackendVerifier].
func (v *Verifier) VerifyBackend(ctx context.Context, name string, o model.VerifyOptions) (iter.Seq[model.Check], error) {
	v.mu.Lock()
	v.asked = append(v.asked, Verified{name, o.Live})
	v.mu.Unlock()
	if err := v.enter(ctx, OpVerify); err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	checks, ok := v.checks[name]
	if !ok {
		return nil, model.Errorf(model.CodeNotFound, "There is no service %s.", name)
	}
	return v.sequence(ctx, checks), nil
}

func (v *Verifier) sequence(ctx context.Context, checks []model.Check) iter.Seq[model.Check] {
	return func(yield func(model.Check) bool) {
		v.count(1)
		defer v.count(-1)
		for _, c := range checks {
			if ctx.Err() != nil || !yield(model.Check{Name: c.Name, State: model.CheckRunning}) {
				return
			}
			if v.enter(ctx, OpCheck) != nil || ctx.Err() != nil || !yield(c) {
				return
			}
		}
		_ = v.enter(ctx, OpChecked)
	}
}

func (v *Verifier) count(by int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.open += by
}

// Services returns three services for the screens that people look at.
func Services() []model.BackendInfo {
	return []model.BackendInfo{
		{Name: "software_secure", VerboseName: "RPNow", Kind: "software_secure", IsDefault: true, Address: "https://psi.example.com", Keys: 7, Secrets: 3, SecretsIn: "keyring", Live: true},
		{Name: "proctorco", VerboseName: "Proctor & Co", Kind: "rest", Address: "https://api.proctorco.example", Keys: 4, Secrets: 2, SecretsIn: "env"},
		{Name: "training", VerboseName: "Mock service", Kind: "mock", Address: "http://127.0.0.1:8790", Keys: 2},
	}
}

// Outcomes returns the checks of [Services]: one fails, one succeeds, one succeeds
// with warnings.
func Outcomes() map[string][]model.Check {
	return map[string][]model.Check{"software_secure": failing(), "proctorco": passing(), "training": warning()}
}
