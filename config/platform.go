package config

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/keys"
	"examdesk/model"
)

// Platform is what is known of one platform and its proctoring services, in the
// LMS's own vocabulary. Each profile has its own; what stands at the top of the
// configuration is that of the default profile.
type Platform struct {
	Settings Settings `yaml:"PROCTORING_SETTINGS"`
	// Backends are PROCTORING_BACKENDS: DEFAULT names one, each other key is a
	// service with its settings.
	Backends ByKey[yaml.Node] `yaml:"PROCTORING_BACKENDS"`
	// The LMS's own settings for how services and learners know it.
	PlatformName string `yaml:"PLATFORM_NAME"`
	ContactEmail string `yaml:"CONTACT_EMAIL"`
	SiteName     string `yaml:"SITE_NAME"`
	HTTPS        string `yaml:"HTTPS"`
	LMSRootURL   string `yaml:"LMS_ROOT_URL"`
	LearningMFE  string `yaml:"LEARNING_MICROFRONTEND_URL"`
	// ObfuscationKey is a reference to PROCTORING_USER_OBFUSCATION_KEY, or the
	// key itself.
	ObfuscationKey string `yaml:"PROCTORING_USER_OBFUSCATION_KEY"`
	// JWT is JWT_AUTH: how tokens are signed.
	JWT JWTAuth `yaml:"JWT_AUTH"`
	// ViewablePastDue lets learners see an exam after its due date.
	ViewablePastDue bool `yaml:"PROCTORED_EXAM_VIEWABLE_PAST_DUE"`
	// Webhook is where messages to the platform go; nil for nowhere.
	Webhook *Webhook `yaml:"PLATFORM_WEBHOOK"`
}

// platformKeys are the keys of the configuration that belong to a profile.
func platformKeys() []string {
	var out []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Platform]()) {
		out = append(out, f.Tag.Get("yaml"))
	}
	return out
}

// NoDefault is the name of the profile that is used where no default_profile is
// named.
const NoDefault = "default"

// DefaultName is the profile that is used where none is named.
func (c Config) DefaultName() string { return firstOf(c.DefaultProfile, NoDefault) }

// platformsOf reads what each profile has below it.
func (c *Config) platformsOf(root *yaml.Node) error {
	profiles, err := c.wholePlatforms(root)
	if err != nil {
		return err
	}
	c.platforms = map[string]Platform{}
	for name, settings := range profiles {
		p, err := platformOf(settings)
		if err != nil {
			return err
		}
		c.platforms[name] = p
	}
	return nil
}

// wholePlatforms is what each profile has, as it is written. The default profile
// has what stands at the top besides; its own goes before that, key by key.
func (c *Config) wholePlatforms(root *yaml.Node) (map[string]ByKey[yaml.Node], error) {
	var file struct {
		Profiles ByKey[ByKey[yaml.Node]] `yaml:"profiles"`
		Top      map[string]yaml.Node    `yaml:",inline"`
	}
	if err := root.Decode(&file); err != nil {
		return nil, err
	}
	if file.Profiles == nil {
		file.Profiles = ByKey[ByKey[yaml.Node]]{}
	}
	own := file.Profiles[c.DefaultName()]
	whole := map[string]yaml.Node{}
	for _, key := range platformKeys() {
		if v, ok := own[key]; ok {
			whole[key] = v
		} else if v, ok := file.Top[key]; ok {
			whole[key] = v
		}
	}
	file.Profiles[c.DefaultName()] = whole
	return file.Profiles, nil
}

func platformOf(settings map[string]yaml.Node) (p Platform, err error) {
	n := yaml.Node{Kind: yaml.MappingNode}
	for _, key := range platformKeys() {
		if v, ok := settings[key]; ok {
			n.Content = append(n.Content, Scalar(key), &v)
		}
	}
	return p, n.Decode(&p)
}

// Of is the configuration as a profile has it; without a name, as the default one
// does.
func (c Config) Of(name string) (Config, error) {
	name = firstOf(name, c.DefaultName())
	platform, ok := c.platforms[name]
	if _, known := c.Profiles[name]; !known && name != c.DefaultName() {
		return c, c.NoProfile(name)
	}
	if !ok {
		platform = Platform{}
	}
	c.ProfileName, c.Platform = name, platform
	return c, nil
}

// Others are the configuration as each of the other profiles has it.
func (c Config) Others() []Config {
	var out []Config
	for name := range c.platforms {
		if name == c.ProfileName {
			continue
		}
		if other, err := c.Of(name); err == nil {
			out = append(out, other)
		}
	}
	slices.SortFunc(out, func(a, b Config) int { return strings.Compare(a.ProfileName, b.ProfileName) })
	return out
}

// Foreign says whose a filed secret is besides or instead of this profile's: the
// keys of other profiles that refer to it, or the profile whose name it bears.
// What is done in one profile changes no secret of another.
func (c Config) Foreign(name string) []string {
	if parsed, err := keys.ParseName(name); err == nil {
		name = parsed
	}
	out := c.ElsewhereUsed(name)
	first, _, _ := strings.Cut(name, "/")
	if _, isProfile := c.platforms[first]; isProfile && first != c.ProfileName && len(out) == 0 && len(c.UsesOf(name)) == 0 {
		out = append(out, "the profile "+model.Clean(first))
	}
	return out
}

// ElsewhereUsed are the keys of other profiles that refer to a filed secret.
func (c Config) ElsewhereUsed(name string) []string {
	var out []string
	for _, other := range c.Others() {
		for _, key := range other.UsersOf(name) {
			out = append(out, "profiles."+model.Clean(other.ProfileName)+"."+key)
		}
	}
	return out
}

// ProfileNames are the names of the profiles, sorted.
func (c Config) ProfileNames() []string { return slices.Sorted(maps.Keys(c.Profiles)) }

// NoProfile is the error of a profile that is not there.
func (c Config) NoProfile(name string) error {
	return model.Errorf(model.CodeNotFound, "There is no profile %q in the configuration; %s", name, model.Meant(name, c.ProfileNames()))
}
