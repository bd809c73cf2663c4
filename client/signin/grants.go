package signin

import (
	"context"
	"maps"

	"examdesk/model"
)

// WithSecret signs in an application by its secret. Whatever is done with the token is
// done as the application's owner.
func (i *Issuer) WithSecret(ctx context.Context, clientID string, secret model.Secret) (Given, error) {
	return i.ask(ctx, Identity{Grant: ClientCredentials, ClientID: clientID, Secret: secret}, map[string]string{"client_secret": secret.Reveal()})
}

// WithPassword signs in a person at an LMS; the password is not kept.
func (i *Issuer) WithPassword(ctx context.Context, clientID, username string, password model.Secret) (Given, error) {
	return i.ask(ctx, Identity{Grant: Password, ClientID: clientID}, map[string]string{"username": username, "password": password.Reveal()})
}

// Again gets another token for somebody who has signed in before.
func (i *Issuer) Again(ctx context.Context, who Identity) (Given, error) {
	if who.Grant == ClientCredentials {
		return i.WithSecret(ctx, who.ClientID, who.Secret)
	}
	return i.ask(ctx, who, map[string]string{"grant_type": "refresh_token", "refresh_token": who.Refresh.Reveal()})
}

// withCode signs in who allowed it in a browser.
func (i *Issuer) withCode(ctx context.Context, clientID, code, verifier, redirect string) (Given, error) {
	return i.ask(ctx, Identity{Grant: AuthorizationCode, ClientID: clientID}, map[string]string{
		"code": code, "code_verifier": verifier, "redirect_uri": redirect,
	})
}

// ask asks for a token. The form's grant_type is the identity's own unless it says
// otherwise.
func (i *Issuer) ask(ctx context.Context, who Identity, form map[string]string) (Given, error) {
	all := map[string]string{"grant_type": string(who.Grant), "client_id": who.ClientID, "token_type": "jwt"}
	maps.Copy(all, form)
	reply, err := i.post(ctx, tokenPath, all)
	if err != nil {
		return Given{}, err
	}
	if reply.status != 200 {
		return Given{}, i.refused(asked{who, all["grant_type"]}, reply)
	}
	return i.read(who, reply)
}

// Revoke lets the site accept the refresh token no more. A token that was given stays good until it expires: an LMS cannot take one
// back. It does nothing for an identity that has no refresh token.
func (i *Issuer) Revoke(ctx context.Context, who Identity) error {
	if who.Refresh.IsZero() {
		return nil
	}
	reply, err := i.post(ctx, revokePath, map[string]string{
		"client_id": who.ClientID, "token": who.Refresh.Reveal(), "token_type_hint": "refresh_token",
	})
	if err == nil && reply.status != 200 {
		err = model.Errorf(model.CodeUnavailable, "The %s at %s answered with status %d.", i.site.Kind, i.site.host(), reply.status)
	}
	return err
}
