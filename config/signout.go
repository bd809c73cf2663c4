package config

import (
	"context"

	"examdesk/client/signin"
	"examdesk/model"
)

// SignedOut is what signing out did.
type SignedOut struct {
	// Had reports whether anybody was signed in.
	Had bool
	// Remains is why the site may still accept what was kept, nil if it does not.
	Remains error
	// Dropped reports whether a copy of the site's data was removed.
	Dropped bool
}

// SignOut forgets the sign-in at a site, tells an LMS not to accept it any more, and
// removes the copy of the LMS's data. What is kept here goes even if the LMS cannot be
// reached.
func (e Env) SignOut(ctx context.Context, c Config, s Site) (SignedOut, error) {
	var out SignedOut
	l := LoginAt(c, s.Address)
	var who signin.Identity
	err := l.Alone(ctx, func() (err error) {
		if who, err = l.Identity(ctx); err != nil && model.CodeOf(err) != model.CodeDenied && model.CodeOf(err) != model.CodeInvalid {
			return err
		}
		out.Had, err = l.Forget(ctx)
		return err
	})
	if err != nil {
		return out, err
	}
	out.Remains = e.revoke(ctx, s, who)
	if e.DropMirror != nil && s.Kind == AtLMS {
		out.Dropped, err = e.DropMirror(ctx, c, s.Address)
	}
	return out, err
}

func (e Env) revoke(ctx context.Context, s Site, who signin.Identity) error {
	at, err := e.site(ctx, s)
	if err != nil {
		return err
	}
	i, err := signin.New(at, e.Clock)
	if err != nil {
		return err
	}
	return i.Revoke(ctx, who)
}
