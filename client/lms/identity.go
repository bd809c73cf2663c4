package lms

import (
	"context"
	"sync"

	"examdesk/client/lms/api"
	"examdesk/model"
)

// identity is who signed in, as the LMS says.
type identity struct {
	api *api.Client
	mu  *sync.Mutex
	me  *api.Account
}

// account returns who signed in. It is asked once.
func (i *identity) account(ctx context.Context) (api.Account, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.me != nil {
		return *i.me, nil
	}
	name, err := i.api.Me(ctx)
	if err != nil {
		return api.Account{}, err
	}
	me, err := i.api.Account(ctx, name)
	switch {
	case model.CodeOf(err) == model.CodeNotFound, model.CodeOf(err) == model.CodeUnsupported, model.CodeOf(err) == model.CodeDenied && api.StatusOf(err) == 403:
		me = api.Account{Username: model.Text(name)} // it gives no e-mail
	case err != nil:
		return api.Account{}, err
	}
	i.me = &me
	return me, nil
}

// forget asks again next time.
func (i *identity) forget() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.me = nil
}

// signedIn returns who signed in, and refuses to act as one person for another.
func (s *Store) signedIn(ctx context.Context, by model.Reviewer) (api.Account, error) {
	me, err := s.self.account(ctx)
	if err == nil && me.Username != by.Username {
		s.self.forget()
		err = model.Errorf(model.CodeDenied, "The LMS knows you as %s, and the desk as %s; sign in again.", me.Username, by.Username)
	}
	return me, err
}
