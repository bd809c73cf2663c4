package apiext

import (
	"context"
	"encoding/json"

	"examdesk/model"
	"examdesk/wire"
)

func (a *API) stores() []handler {
	return []handler{
		on(wire.SayHello, a.hello),
		on(wire.OpenAPI, func(context.Context, model.StateStore, wire.None) (json.RawMessage, error) { return a.document(), nil }),
		on(wire.Identity, func(ctx context.Context, s model.StateStore, _ wire.None) (model.StoreIdentity, error) {
			id, err := s.Identity(ctx)
			return model.StoreIdentity{Name: id.Name}, err // where the server keeps it is nobody's business
		}),
		on(wire.NewestChange, func(ctx context.Context, s model.StateStore, _ wire.None) (wire.Newest, error) {
			at, err := s.NewestChange(ctx)
			return wire.Newest{At: at}, err
		}),
		on(wire.CheckStore, func(ctx context.Context, s model.StateStore, _ wire.None) ([]model.Finding, error) {
			return s.CheckStore(ctx)
		}),
	}
}

func (a *API) hello(ctx context.Context, s model.StateStore, _ wire.None) (wire.Hello, error) {
	me, err := s.Capabilities(ctx)
	if err != nil {
		return wire.Hello{}, err
	}
	h := wire.Hello{
		Service: "examdesk", Version: a.cfg.Version, Rules: a.cfg.Rules, Now: a.cfg.Clock(), Me: me, Store: s.Info(),
		Notes: s.Notes(a.cfg.Clock()), NotDelivered: s.CanDeliver(),
	}
	h.Store.Path = ""
	if me.Reviewer.IsStaff {
		h.Openings = s.Openings(a.cfg.Clock())
	}
	return h, nil
}
