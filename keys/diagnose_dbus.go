//go:build linux || freebsd || netbsd || openbsd || dragonfly

package keys

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/godbus/dbus/v5"

	"examdesk/guard"
)

// Names of the Secret Service on the bus (freedesktop.org, Secret Service API).
const (
	secretsName       = "org.freedesktop.secrets"
	secretsPath       = dbus.ObjectPath("/org/freedesktop/secrets")
	loginCollection   = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
	secretsInterface  = "org.freedesktop.Secret.Service"
	promptDismiss     = "org.freedesktop.Secret.Prompt.Dismiss"
	collectionsOf     = secretsInterface + ".Collections"
	lockedProperty    = "org.freedesktop.Secret.Collection.Locked"
	propertiesGet     = "org.freedesktop.DBus.Properties.Get"
	noObject          = dbus.ObjectPath("/")
	defaultCollection = "default"
)

// diagnose asks the session bus for the state of the Secret Service. It never starts a
// bus or shows a prompt, and it ends when ctx does.
func diagnose(ctx context.Context) standing {
	found := guard.Start("asking the session bus", func() (standing, error) { return askBus(ctx), nil })
	select {
	case s := <-found:
		switch {
		case ctx.Err() != nil:
			return standing{stuckKeyring, ctx.Err()}
		case s.Err != nil:
			return standing{busBroken, s.Err}
		}
		return s.Value
	case <-ctx.Done():
		return standing{stuckKeyring, ctx.Err()}
	}
}

// askBus may hang on a bus that does not read, so diagnose does not wait for it.
func askBus(ctx context.Context) standing {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address == "" || address == "autolaunch:" {
			return standing{noBus, err}
		}
		return standing{busBroken, err}
	}
	defer func() { _ = conn.Close() }()
	if err := conn.Auth(nil); err != nil {
		return standing{busBroken, err}
	}
	if err := conn.Hello(); err != nil {
		return standing{busBroken, err}
	}
	return askService(ctx, conn)
}

func askService(ctx context.Context, conn *dbus.Conn) standing {
	secrets := conn.Object(secretsName, secretsPath)
	collection, err := collectionOf(ctx, secrets)
	switch {
	case err != nil:
		return serviceError(err)
	case collection == noObject:
		return stands(noCollection)
	}
	var isLocked bool
	if err := property(ctx, conn.Object(secretsName, collection), lockedProperty, &isLocked); err != nil {
		return serviceError(err)
	}
	if isLocked && !unlock(ctx, conn, secrets, collection) {
		return stands(lockedKeyring)
	}
	return stands(keyringThere)
}

// collectionOf returns the collection that go-keyring uses: `login`, or else the
// default one. It returns noObject if there is neither.
func collectionOf(ctx context.Context, secrets dbus.BusObject) (dbus.ObjectPath, error) {
	var all []dbus.ObjectPath
	if err := property(ctx, secrets, collectionsOf, &all); err != nil {
		return noObject, err
	}
	if slices.Contains(all, loginCollection) {
		return loginCollection, nil
	}
	var path dbus.ObjectPath
	err := secrets.CallWithContext(ctx, secretsInterface+".ReadAlias", 0, defaultCollection).Store(&path)
	return path, err
}

// unlock opens a collection that needs no password. If a prompt would be needed, it is
// dismissed instead of shown.
func unlock(ctx context.Context, conn *dbus.Conn, secrets dbus.BusObject, collection dbus.ObjectPath) bool {
	var opened []dbus.ObjectPath
	var prompt dbus.ObjectPath
	if secrets.CallWithContext(ctx, secretsInterface+".Unlock", 0, []dbus.ObjectPath{collection}).Store(&opened, &prompt) != nil {
		return false
	}
	if prompt != noObject {
		_ = conn.Object(secretsName, prompt).CallWithContext(ctx, promptDismiss, 0).Err
	}
	return slices.Contains(opened, collection)
}

func property(ctx context.Context, of dbus.BusObject, name string, into any) error {
	i := strings.LastIndex(name, ".")
	var v dbus.Variant
	if err := of.CallWithContext(ctx, propertiesGet, 0, name[:i], name[i+1:]).Store(&v); err != nil {
		return err
	}
	return v.Store(into)
}

// serviceError classifies the bus's answer when the service is missing.
func serviceError(err error) standing {
	var e dbus.Error
	if errors.As(err, &e) {
		absent := e.Name == "org.freedesktop.DBus.Error.ServiceUnknown" || e.Name == "org.freedesktop.DBus.Error.NameHasNoOwner" ||
			strings.HasPrefix(e.Name, "org.freedesktop.DBus.Error.Spawn.")
		if absent {
			return standing{noService, err}
		}
	}
	return standing{busBroken, err}
}
