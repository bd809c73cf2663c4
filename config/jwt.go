package config

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"time"

	"github.com/go-jose/go-jose/v4"

	"examdesk/model"
)

// JWTAuth is the part of JWT_AUTH that says how the platform's tokens are checked,
// and how the server signs its own. A key may be a reference to a secret.
type JWTAuth struct {
	SecretKey string `yaml:"JWT_SECRET_KEY"`
	// PublicSet is JSON text: the keys that the platform signs with.
	PublicSet     string `yaml:"JWT_PUBLIC_SIGNING_JWK_SET"`
	Issuer        string `yaml:"JWT_ISSUER"`
	Audience      string `yaml:"JWT_AUDIENCE"`
	LeewaySeconds int    `yaml:"JWT_LEEWAY"`
	ExpireSeconds int    `yaml:"JWT_EXPIRATION"`
}

// SigningKeys are the keys of JWT_AUTH, read.
type SigningKeys struct {
	Secret           model.Secret
	Public           map[string]any
	Issuer, Audience string
	Leeway, Expires  time.Duration
}

// defaultExpiry is how long a token is good for where JWT_EXPIRATION does not say.
const defaultExpiry = time.Hour

// SigningKeys reads the keys of JWT_AUTH. [model.CodeInvalid] if there is none.
func (c Config) SigningKeys(ctx context.Context) (SigningKeys, error) {
	j := c.JWT
	out := SigningKeys{
		Public: map[string]any{}, Issuer: j.Issuer, Audience: j.Audience,
		Leeway: time.Duration(j.LeewaySeconds) * time.Second, Expires: time.Duration(j.ExpireSeconds) * time.Second,
	}
	if out.Expires == 0 {
		out.Expires = defaultExpiry
	}
	if j.SecretKey != "" {
		var err error
		if out.Secret, _, err = c.Vault().Resolve(ctx, j.SecretKey); err != nil {
			return out, model.Wrap(err, model.CodeOf(err), "JWT_AUTH.JWT_SECRET_KEY cannot be read: %s", model.Sentence(err))
		}
		if len(out.Secret.Reveal()) < 16 {
			return out, model.Errorf(model.CodeInvalid, "JWT_AUTH.JWT_SECRET_KEY is shorter than 16 characters, so that tokens could be forged; use a longer key.")
		}
	}
	if j.PublicSet != "" {
		if err := out.readSet(j.PublicSet); err != nil {
			return out, err
		}
	}
	if out.Secret.IsZero() && len(out.Public) == 0 {
		return out, model.Errorf(model.CodeInvalid, "No key is configured that tokens could be checked with: set JWT_AUTH.JWT_SECRET_KEY with examdesk keys set JWT_SECRET_KEY, or write JWT_AUTH: {JWT_SECRET_KEY: \"file:/path/to/the/key\"}, or set JWT_AUTH.JWT_PUBLIC_SIGNING_JWK_SET.")
	}
	return out, nil
}

func (k *SigningKeys) readSet(text string) error {
	var set jose.JSONWebKeySet
	if err := json.Unmarshal([]byte(text), &set); err != nil {
		return model.Wrap(err, model.CodeInvalid, "JWT_AUTH.JWT_PUBLIC_SIGNING_JWK_SET is not a set of keys in JSON.")
	}
	for _, key := range set.Keys {
		if public, is := key.Key.(*rsa.PublicKey); is {
			k.Public[key.KeyID] = public
		}
	}
	if len(k.Public) == 0 {
		return model.Errorf(model.CodeInvalid, "JWT_AUTH.JWT_PUBLIC_SIGNING_JWK_SET holds no public RSA key.")
	}
	return nil
}
