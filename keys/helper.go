package keys

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"

	"examdesk/model"
	"examdesk/text"
)

// helperPrefix begins the names of credential helpers, as docker's do.
const helperPrefix = "docker-credential-"

// helperNotFound is what helpers print if they have no such credential
// (docker-credential-helpers, credentials.errCredentialsNotFound).
const helperNotFound = "credentials not found in native keychain"

// Limits of what a helper may answer, in bytes.
const (
	maxHelperAnswer = 256 << 10
	maxHelperList   = 1 << 20
)

// helperPlace keeps secrets with an executable that speaks the protocol of
// docker's credential helpers: store, get, erase and list.
type helperPlace struct {
	exe    string
	limits program
}

// credential is a helper's record: the server is the secret's name, the user is
// examdesk.
type credential struct {
	ServerURL string
	Username  string
	Secret    string
}

// newHelperPlace accepts the last part of docker-credential-NAME, or an absolute path.
func newHelperPlace(name string, limits program) (*helperPlace, error) {
	switch {
	case filepath.IsAbs(name):
		return &helperPlace{name, limits}, nil
	case name == "" || strings.ContainsAny(name, `/\ `) || name != model.Clean(name) || strings.HasPrefix(name, "-"):
		return nil, model.Errorf(model.CodeInvalid, "secrets.helper must be the NAME of docker-credential-NAME, or an absolute path.")
	}
	return &helperPlace{helperPrefix + strings.TrimPrefix(name, helperPrefix), limits}, nil
}

func (h *helperPlace) ask(ctx context.Context, verb string, in []byte, most int) ([]byte, error) {
	out, err := h.limits.run(ctx, []string{h.exe, verb}, in, most)
	if errors.Is(err, errStatus) && strings.Contains(string(out), helperNotFound) {
		return nil, errAbsent
	}
	if err != nil {
		return nil, programError(err, "The credential helper "+model.Clean(h.exe))
	}
	return out, nil
}

func (h *helperPlace) get(ctx context.Context, name string) (model.Secret, error) {
	out, err := h.ask(ctx, "get", []byte(FullName(name)), maxHelperAnswer)
	if err != nil {
		return model.Secret{}, err
	}
	return parseCredential(out)
}

// parseCredential reads a helper's answer to get. It does not quote what it cannot
// parse.
func parseCredential(data []byte) (model.Secret, error) {
	var c credential
	if err := json.Unmarshal(data, &c); err != nil || text.Check(string(data)) != nil {
		return model.Secret{}, model.Errorf(model.CodeUnavailable, "The credential helper's answer is not a credential.")
	}
	if c.Secret == "" {
		return model.Secret{}, errAbsent
	}
	return model.NewSecret(c.Secret), nil
}

func (h *helperPlace) set(ctx context.Context, name string, secret model.Secret) error {
	in, err := json.Marshal(credential{FullName(name), service, secret.Reveal()}) //nolint:gosec // the protocol hands the secret over on standard input
	if err != nil {
		return model.Errorf(model.CodeInternal, "The secret could not be written for the credential helper.")
	}
	_, err = h.ask(ctx, "store", in, maxHelperAnswer)
	return err
}

// remove first checks that the secret exists, since most helpers erase a missing one
// without an error.
func (h *helperPlace) remove(ctx context.Context, name string) error {
	if _, err := h.get(ctx, name); err != nil {
		return err
	}
	_, err := h.ask(ctx, "erase", []byte(FullName(name)), maxHelperAnswer)
	return err
}

func (h *helperPlace) list(ctx context.Context) ([]string, error) {
	out, err := h.ask(ctx, "list", nil, maxHelperList)
	if err != nil {
		return nil, err
	}
	return parseHelperList(out)
}

// parseHelperList reads a helper's answer to list and leaves out entries that are not
// examdesk's.
func parseHelperList(data []byte) ([]string, error) {
	var all map[string]string
	if err := json.Unmarshal(data, &all); err != nil || text.Check(string(data)) != nil {
		return nil, model.Errorf(model.CodeUnavailable, "The credential helper's answer is not a list.")
	}
	var names []string
	for url := range all {
		name, ours := strings.CutPrefix(url, prefix)
		if base, isPending := pendingOf(name); isPending {
			name = base
		}
		if _, err := ParseName(name); ours && err == nil {
			names = append(names, strings.TrimPrefix(url, prefix))
		}
	}
	return names, nil
}
