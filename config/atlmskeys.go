package config

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

// AtLMSKeys are the keys of a profile that concern an LMS.
type AtLMSKeys struct {
	// Database is the LMS's, with a user who may only read; none if empty.
	Database Database `yaml:"database"`
	// Courses limits what is read of the LMS to courses; those that the person is staff of
	// if empty.
	Courses []string `yaml:"courses"`
	// Mirror is what is kept on this machine of an LMS.
	Mirror MirrorKeys `yaml:"mirror"`
}

// Database is where an LMS's database is. In the file it is an address alone, or a mapping.
type Database struct {
	// URL is mysql://USER@HOST:PORT/NAME, without a password.
	URL string `yaml:"url"`
	// Password is a reference to the secret.
	Password string `yaml:"password"`
	// TLS is verify-full, verify-ca or fingerprint:HEX.
	TLS    string `yaml:"tls"`
	CAFile string `yaml:"ca_file"`
}

// UnmarshalYAML implements [yaml.Unmarshaler].
func (d *Database) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return n.Decode(&d.URL)
	}
	type plain Database
	return n.Decode((*plain)(d))
}

// MirrorKeys are the settings of a mirror.
type MirrorKeys struct {
	// Scope is courses (those of the person) or all.
	Scope string `yaml:"scope"`
	// Days is for how many days closed attempts are kept; nil for [DefaultMirrorDays].
	Days *int `yaml:"days"`
}

// DefaultMirrorDays is for how many days after their last change a mirror keeps closed
// attempts.
const DefaultMirrorDays = 90

// Keep returns for how long closed attempts are kept; 0 keeps all.
func (m MirrorKeys) Keep() int {
	if m.Days == nil {
		return DefaultMirrorDays
	}
	return *m.Days
}

const (
	mirrorCourses = "courses"
	mirrorAll     = "all"
)

func databaseKeys() []string { return []string{"url", "password", "tls", "ca_file"} }

func mirrorKeys() []string { return []string{"scope", "days"} }

// atLMSKeys are the keys of a profile that only an LMS has.
func atLMSKeys() []string { return []string{"database", "courses", "mirror"} }

// check returns what is wrong with the keys, as a sentence that goes on with where.
func (k AtLMSKeys) check(store string) error {
	_, lms := LMSURL(store)
	for _, key := range []struct {
		name string
		set  bool
	}{{"database", k.Database != (Database{})}, {"courses", len(k.Courses) > 0}, {"mirror", k.Mirror != (MirrorKeys{})}} {
		if key.set && !lms {
			return model.Errorf(model.CodeInvalid, "%s belongs to a store at an LMS (https://HOST); this profile's store is another.", key.name)
		}
	}
	for _, c := range k.Courses {
		if strings.Count(c, "/") != 2 && strings.Count(c, "+") != 2 || strings.ContainsAny(c, " ?#") {
			return model.Errorf(model.CodeInvalid, "courses has %q, which is not a course key, such as course-v1:ORG+COURSE+RUN.", c)
		}
	}
	if s := k.Mirror.Scope; s != "" && s != mirrorCourses && s != mirrorAll {
		return model.Errorf(model.CodeInvalid, "mirror.scope is %q; it must be %s or %s.", s, mirrorCourses, mirrorAll)
	}
	if k.Mirror.Scope == mirrorAll && len(k.Courses) > 0 {
		return model.Errorf(model.CodeInvalid, "mirror.scope is %s although courses names some; keep one of the two.", mirrorAll)
	}
	if d := k.Mirror.Days; d != nil && (*d < 0 || *d > 3650) {
		return model.Errorf(model.CodeInvalid, "mirror.days must be from 0, which keeps all, to 3650.")
	}
	return k.Database.check()
}

func (d Database) check() error {
	if d == (Database{}) {
		return nil
	}
	u, err := url.Parse(d.URL)
	if err != nil || u.Scheme != "mysql" || u.Hostname() == "" || u.User.Username() == "" || strings.Count(strings.Trim(u.Path, "/"), "/") > 0 || strings.Trim(u.Path, "/") == "" {
		return model.Errorf(model.CodeInvalid, "database must be mysql://USER@HOST:PORT/NAME.")
	}
	if _, has := u.User.Password(); has {
		return model.Errorf(model.CodeInvalid, "database has a password in its address. Leave it out there; database.password names the secret.")
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return model.Errorf(model.CodeInvalid, "database must be no more than mysql://USER@HOST:PORT/NAME; database.tls says how it is encrypted.")
	}
	if t := d.TLS; t != "" && !slices.Contains([]string{"verify-full", "verify-ca"}, t) && !strings.HasPrefix(t, "fingerprint:") {
		return model.Errorf(model.CodeInvalid, "database.tls is %q; it must be verify-full, verify-ca or fingerprint:HEX.", t)
	}
	if d.Password != "" && !IsReference(d.Password) {
		return model.Errorf(model.CodeInvalid, "database.password must name a secret, as keyring:NAME, env:NAME or file:PATH, and not be one.")
	}
	return nil
}

// The ages of mirrors.
const (
	// mirrorUnused is after how long without use a mirror is deleted.
	mirrorUnused = 7 * 24 * time.Hour
	// signInAge is how old the LMS's last word on the sign-in may be for a mirror to be
	// opened without asking it.
	signInAge = 24 * time.Hour
)
