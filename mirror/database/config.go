package database

import (
	"context"
	"net"
	"net/url"
	"strings"
	"time"

	"examdesk/mirror"
	"examdesk/model"
)

// Credentials are what the database is asked with.
type Credentials struct {
	User     string
	Password model.Secret
}

// Config says which database is followed, and how.
type Config struct {
	Host, Port string
	// Name is the database's.
	Name string
	// Credentials are asked for at each new connection. again is set after the database
	// refused the last ones, since those of a lease change.
	Credentials func(ctx context.Context, again bool) (Credentials, error)
	TLS         TLS
	// Insecure allows a connection that is not encrypted to another machine.
	Insecure bool
	Scope    mirror.Scope
	Pace     Pace
	// Clock tells the time, and After waits; tests have their own.
	Clock func() time.Time
	After func(time.Duration) <-chan time.Time
}

// Pace is how often the database is asked for what. The zero value of a field takes the
// default.
type Pace struct {
	// Poll is the time between two questions for changes: 1 s.
	Poll time.Duration
	// Quick is that time for Eager after a deed of this side: 250 ms for 10 s.
	Quick, Eager time.Duration
	// Slice is the time between two slices of the sweep: 5 s.
	Slice time.Duration
	// Small is the time after which small tables are read again whole: a minute.
	Small time.Duration
	// Dates is the time after which edx-when's dates are read again: 10 minutes.
	Dates time.Duration
	// Schema is the time after which tables, columns and grants are looked at again: an
	// hour.
	Schema time.Duration
	// Gap is for how long an id below a tail is asked for: [mirror.Patience].
	Gap time.Duration
	// Fill is the pause between two ranges while a mirror is filled: none.
	Fill time.Duration
	// Limit ends a statement on the server: 5 s.
	Limit time.Duration
	// Retry is the longest pause after errors: 30 s.
	Retry time.Duration
}

func (p Pace) orDefaults() Pace {
	for _, d := range []struct {
		value    *time.Duration
		standard time.Duration
	}{
		{&p.Poll, time.Second}, {&p.Quick, 250 * time.Millisecond}, {&p.Eager, 10 * time.Second}, {&p.Slice, 5 * time.Second}, {&p.Small, time.Minute},
		{&p.Dates, 10 * time.Minute}, {&p.Schema, time.Hour}, {&p.Gap, mirror.Patience}, {&p.Limit, 5 * time.Second}, {&p.Retry, 30 * time.Second},
	} {
		if *d.value == 0 {
			*d.value = d.standard
		}
	}
	return p
}

// Parse reads an address, mysql://USER@HOST:PORT/NAME. A password in it is refused: it
// would stand in files and in lists of processes.
func Parse(address string) (cfg Config, user string, err error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "mysql" || u.Hostname() == "" || strings.Trim(u.Path, "/") == "" || strings.Contains(strings.Trim(u.Path, "/"), "/") {
		return cfg, "", model.Errorf(model.CodeInvalid, "The address of a database is written mysql://USER@HOST:PORT/NAME.")
	}
	if _, has := u.User.Password(); has {
		return cfg, "", model.Errorf(model.CodeInvalid, "The address of the database contains a password. Leave it out and keep it as a secret.")
	}
	cfg.Host, cfg.Port, cfg.Name = u.Hostname(), u.Port(), strings.Trim(u.Path, "/")
	if cfg.Port == "" {
		cfg.Port = "3306"
	}
	return cfg, u.User.Username(), nil
}

// address is where the server is.
func (c Config) address() string { return net.JoinHostPort(c.Host, c.Port) }

// Address names the database without the user, who may change.
func (c Config) Address() string { return c.address() + "/" + c.Name }

// loopback reports whether the server is on this machine, as far as its name says.
func (c Config) loopback() bool {
	ip := net.ParseIP(c.Host)
	return c.Host == "localhost" || ip != nil && ip.IsLoopback()
}
