package config

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"go.yaml.in/yaml/v3"

	"examdesk/files"
	"examdesk/guard"
	"examdesk/keys"
	"examdesk/model"
	"examdesk/text"
)

// Config is the configuration file. It uses the LMS's own vocabulary where there is
// one.
type Config struct {
	// Profiles by name; DefaultProfile is used without --profile.
	Profiles       ByKey[Profile] `yaml:"profiles"`
	DefaultProfile string         `yaml:"default_profile"`
	// Platform belongs to the profile in use.
	Platform `yaml:"-"`
	// Secrets is where secrets are kept.
	Secrets Secrets `yaml:"secrets"`
	// VideoHosts lists the hosts whose recordings may be opened over plain http.
	VideoHosts []string `yaml:"video_hosts"`
	// HoldSeconds is how long a decision can be undone before it is sent.
	HoldSeconds *int `yaml:"hold_seconds"`
	// Theme is dark, light or none; if empty the terminal decides.
	Theme string `yaml:"theme"`

	// workFactor is scrypt's for the encrypted file; 0 means age's own.
	workFactor int

	Path  string
	vault *keys.Vault
	// ProfileName is the profile in use, platforms has the platform of each profile.
	ProfileName string
	platforms   map[string]Platform
}

// Profile is a named store. [Config.Of] returns its platform's settings.
type Profile struct {
	Store    string `yaml:"store"`
	As       string `yaml:"as"`
	ReadOnly bool   `yaml:"read_only"`
	// OwnAttempts lets people act on their own attempts.
	OwnAttempts bool `yaml:"own_attempts"`
	// Strict closes what edx-proctoring leaves open, on a server.
	Strict bool `yaml:"strict"`
	// CAFile has the authorities that are trusted besides the system's to sign a server's
	// certificate.
	CAFile string `yaml:"ca_file"`
	// Rules is the release of edx-proctoring whose rules apply.
	Rules string `yaml:"rules"`
	// AtLMSKeys are those of a store at an LMS.
	AtLMSKeys `yaml:",inline"`
}

// Settings holds the keys of PROCTORING_SETTINGS that concern reviews.
type Settings struct {
	RequireFailureSecondReviews *bool `yaml:"REQUIRE_FAILURE_SECOND_REVIEWS"`
	AllowTimedOutState          bool  `yaml:"ALLOW_TIMED_OUT_STATE"`
	AllowReviewUpdates          *bool `yaml:"ALLOW_REVIEW_UPDATES"`
	AllowCallbackSimulation     bool  `yaml:"ALLOW_CALLBACK_SIMULATION"`
	ProtectHumanReviews         *bool `yaml:"PROTECT_HUMAN_REVIEWS"`
	// These override the LMS's settings of the same names (edx-proctoring 5.2.0,
	// constants).
	SiteName            string `yaml:"SITE_NAME"`
	PlatformName        string `yaml:"PLATFORM_NAME"`
	ContactEmail        string `yaml:"CONTACT_EMAIL"`
	DefaultReviewPolicy string `yaml:"DEFAULT_REVIEW_POLICY"`
	LinkURLs            links  `yaml:"LINK_URLS"`
	// PSITimeoutSeconds limits a registration at PSI; PingSeconds is how often a
	// learner's page checks for the software.
	PSITimeoutSeconds int `yaml:"SOFTWARE_SECURE_CLIENT_TIMEOUT"`
	PingSeconds       int `yaml:"DESKTOP_APPLICATION_PING_INTERVAL_SECONDS"`
}

// DefaultHold is how long a decision can be undone.
const DefaultHold = 8 * time.Second

// Load reads a configuration file for a profile, or for the default one if profile is
// empty. If path is empty it reads the usual file, which need not exist.
func Load(ctx context.Context, path, profile string) (Config, error) {
	c, err := Read(ctx, path)
	if err != nil {
		return c, err
	}
	return c.Of(profile)
}

// Read reads a configuration file with all of its profiles.
func Read(ctx context.Context, path string) (Config, error) {
	optional := path == ""
	if optional {
		var err error
		if path, err = UsualPath(); err != nil {
			return Config{}, err
		}
	}
	data, err := readSettings(ctx, path)
	if errors.Is(err, fs.ErrNotExist) && optional && !leadsNowhere(path) {
		return Config{}.Of("")
	}
	if err != nil {
		return Config{}, unreadable(err, path)
	}
	return untilDone(ctx, func() (Config, error) { return Parse(data, path) })
}

// Parse reads the text of a configuration and refuses it if any part is wrong.
func Parse(data []byte, path string) (Config, error) {
	c := Config{Path: path}
	var doc yaml.Node
	err := yaml.Unmarshal(data, &doc)
	if err == nil {
		err = KeyTwice(&doc)
	}
	if err == nil && doc.Kind != 0 {
		if err = doc.Decode(&c); err == nil {
			err = c.platformsOf(&doc)
		}
	}
	if err != nil {
		return Config{}, notYAML(err, path)
	}
	if err := c.checkKeys(&doc); err != nil {
		return Config{}, err
	}
	if err := c.check(); err != nil {
		return Config{}, err
	}
	c, err = c.Of("")
	return c.withVault(), err
}

// maxConfig is the longest configuration in bytes; configPatience is how long to wait
// for a pipe in its place.
const (
	maxConfig      = 4 << 20
	configPatience = 10 * time.Second
)

func readSettings(ctx context.Context, path string) ([]byte, error) {
	if err := files.Check(path); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, configPatience)
	defer cancel()
	data, err := keys.ReadFile(ctx, path, maxConfig)
	if err != nil {
		return nil, err
	}
	settings, err := text.Decode(data)
	if err != nil {
		return nil, text.RefusedSecret(err, "The configuration "+model.Clean(path), text.SaveAsUTF8)
	}
	return []byte(settings), nil
}

// leadsNowhere reports whether a path is a link to something that does not exist.
func leadsNowhere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// readIfThere reads a configuration, which need not exist. A broken link does not count
// as missing: a new file would be written elsewhere than intended.
func readIfThere(ctx context.Context, path string) ([]byte, error) {
	data, err := readSettings(ctx, path)
	if errors.Is(err, fs.ErrNotExist) && !leadsNowhere(path) {
		return nil, nil
	}
	if err != nil {
		return nil, unreadable(err, path)
	}
	return data, nil
}

// unreadable explains why a configuration cannot be read.
func unreadable(err error, path string) error {
	if refused := files.Refused(err, "The configuration "+model.Clean(path)); refused != nil {
		return refused
	}
	var said *model.Error
	if errors.As(err, &said) {
		return said
	}
	return model.Wrap(err, model.CodeInvalid, "The configuration %s cannot be read.", path)
}

// Hold returns how long a decision can be undone before it is sent.
func (c Config) Hold() time.Duration {
	if c.HoldSeconds == nil {
		return DefaultHold
	}
	return time.Duration(*c.HoldSeconds) * time.Second
}

func (c Config) rules() model.ReviewRules {
	r := model.DefaultReviewRules()
	if c.Settings.RequireFailureSecondReviews != nil {
		r.RequireFailureSecondReviews = *c.Settings.RequireFailureSecondReviews
	}
	if c.Settings.ProtectHumanReviews != nil {
		r.ProtectHumanReviews = *c.Settings.ProtectHumanReviews
	}
	if c.Settings.AllowReviewUpdates != nil {
		r.RefuseReviewUpdates = !*c.Settings.AllowReviewUpdates
	}
	r.AllowTimedOutState, r.AllowCallbackSimulation = c.Settings.AllowTimedOutState, c.Settings.AllowCallbackSimulation
	return r
}

// Offered returns the shipped services and those of the configuration. edx-proctoring
// itself offers only the configured ones; here the shipped ones keep their names in
// stores of other platforms.
func (c Config) Offered() (model.Backends, error) {
	if n := c.Settings.PSITimeoutSeconds; n < 0 || n > 120 {
		return model.Backends{}, model.Errorf(model.CodeInvalid, "PROCTORING_SETTINGS.SOFTWARE_SECURE_CLIENT_TIMEOUT in %s must be from 1 to 120 seconds.", c.Path)
	}
	shipped := model.DefaultBackends()
	b := model.DefaultBackends()
	b.Default = firstOf(c.DefaultService(), b.Default)
	for _, name := range c.ServiceNames() {
		s, err := c.Service(name)
		if err == nil {
			b.ByName[name], err = backendOf(s, shipped, c.Settings.PingSeconds)
		}
		if err != nil {
			return b, err
		}
	}
	return b, nil
}

// apiRoot is the path of the proctoring API in an LMS.
const apiRoot = "/api"

// SiteOf returns what services and learners are told about the platform.
func (c Config) SiteOf() model.Site {
	out := model.Site{
		PlatformName: firstOf(c.Settings.PlatformName, c.PlatformName), ContactEmail: firstOf(c.Settings.ContactEmail, c.ContactEmail),
		APIRoot: apiRoot, LearningMFE: c.LearningMFE, LinkURLs: c.Settings.LinkURLs,
	}
	// Services are told the LMS's own SITE_NAME (edx-proctoring 5.2.0,
	// api._register_proctored_exam_attempt).
	if host := firstOf(c.SiteName, c.Settings.SiteName); host != "" {
		scheme := "http"
		if c.HTTPS == "" || c.HTTPS == "on" {
			scheme = "https"
		}
		out.LMSHost = scheme + "://" + host
	}
	return out
}

// untilDone calls read until the context ends: a long file is read in one call, which
// cannot be cancelled.
func untilDone[T any](ctx context.Context, read func() (T, error)) (T, error) {
	got := guard.Start("reading the configuration", read)
	select {
	case <-ctx.Done():
		var none T
		return none, model.Wrap(ctx.Err(), model.CodeInterrupted, "Nothing was changed.")
	case a := <-got:
		return a.Value, a.Err
	}
}
