package apiext

import (
	"context"
	"encoding/json"
	"slices"

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
	// Where the server keeps the store, and what happened to its files, is for whoever runs
	// it: examdesk doctor says it there.
	h.Store.Path = ""
	h.Notes = slices.DeleteFunc(h.Notes, func(note string) bool { return model.NamesPlace(note, a.cfg.Places) })
	return h, nil
}
