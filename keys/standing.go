package keys

import "examdesk/model"

// keyringState is the state of the OS keyring.
type keyringState int

// In all states but the first the keyring cannot be used.
const (
	keyringThere keyringState = iota
	noBus
	busBroken
	noService
	noCollection
	lockedKeyring
	stuckKeyring
	noKeyring
)

// standing is the state and its cause.
type standing struct {
	state keyringState
	cause error
}

func stands(state keyringState) standing { return standing{state: state} }

// gone reports whether there is no keyring at all, as opposed to one that cannot be
// used now.
func (s standing) gone() bool {
	switch s.state {
	case noBus, noService, noCollection, noKeyring:
		return true
	case keyringThere, busBroken, lockedKeyring, stuckKeyring:
		return false
	}
	return false
}

// why returns the state in words, without a full stop.
func (s standing) why() string {
	switch s.state {
	case keyringThere:
		return "the keyring answers and is unlocked"
	case noBus:
		return "there is no D-Bus session bus here, as over SSH or in a container"
	case busBroken:
		return "the D-Bus session bus that this session names cannot be reached"
	case noService:
		return "there is no Secret Service on the session bus"
	case noCollection:
		return "the Secret Service has no collection to keep secrets in"
	case lockedKeyring:
		return "the keyring is locked"
	case stuckKeyring:
		return "the keyring did not answer in time"
	case noKeyring:
		return "this system has no keyring that examdesk knows"
	}
	return "the keyring is in an unknown state"
}

// remedy returns what a person can do about it.
func (s standing) remedy() string {
	const file = "use the encrypted file (secrets.store: file)"
	switch s.state {
	case noBus:
		return "Sign in on the desktop, or " + file + "."
	case busBroken:
		return "Check DBUS_SESSION_BUS_ADDRESS, or " + file + "."
	case noService:
		return "Start gnome-keyring, KWallet or KeePassXC, or " + file + "."
	case noCollection:
		return "Create a keyring with the desktop's password manager and make it the default, or " + file + "."
	case lockedKeyring:
		return "Unlock it with the desktop's password manager and try again."
	case stuckKeyring:
		return "Answer a prompt that may be open on the desktop, restart the keyring, and start examdesk again."
	case noKeyring:
		return "Use the encrypted file (secrets.store: file)."
	case keyringThere:
		return ""
	}
	return ""
}

func (s standing) err() error {
	return model.Wrap(s.cause, model.CodeUnavailable, "Secrets cannot be read from the keyring: %s. %s", s.why(), s.remedy())
}
