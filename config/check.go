package config

import (
	"slices"
	"strings"

	"examdesk/model"

	"go.yaml.in/yaml/v3"
)

// checkKeys refuses misspelt keys of examdesk's: a read_only that is silently ignored
// would do harm. Keys in capitals are the LMS's, which has many more.
func (c Config) checkKeys(doc *yaml.Node) error {
	var file struct {
		Profiles ByKey[ByKey[yaml.Node]] `yaml:"profiles"`
		Rest     map[string]yaml.Node    `yaml:",inline"`
	}
	if doc.Kind == 0 {
		return nil
	}
	if err := doc.Decode(&file); err != nil {
		return model.Wrap(err, model.CodeInvalid, "The profiles in %s are not lists of settings.", c.Path)
	}
	known := []string{"default_profile", "video_hosts", "hold_seconds", "theme", "secrets"}
	for key := range file.Rest {
		if key != strings.ToUpper(key) && !slices.Contains(known, key) {
			return model.Errorf(model.CodeInvalid, "%s has the unknown key %q; %s",
				c.Path, key, model.Meant(key, append(known, "profiles")))
		}
	}
	if err := checkSection(file.Rest["PLATFORM_WEBHOOK"], "PLATFORM_WEBHOOK", c.Path, webhookKeys()); err != nil {
		return err
	}
	if err := checkSection(file.Rest["secrets"], "secrets", c.Path, secretsKeys()); err != nil {
		return err
	}
	for name, profile := range file.Profiles {
		for key := range profile {
			if key != strings.ToUpper(key) && !slices.Contains(profileKeys(), key) {
				return model.Errorf(model.CodeInvalid, "The profile %q in %s has the unknown key %q; %s The LMS's own keys are in capitals.",
					name, c.Path, key, model.Meant(key, profileKeys()))
			}
		}
		for section, known := range map[string][]string{"database": databaseKeys(), "mirror": mirrorKeys()} {
			if err := checkSection(profile[section], section, c.Path, known); err != nil {
				return err
			}
		}
		if err := checkSection(profile["PLATFORM_WEBHOOK"], "PLATFORM_WEBHOOK", c.Path, webhookKeys()); err != nil {
			return err
		}
	}
	return nil
}

// checkSection refuses misspelt keys in one of examdesk's sections.
func checkSection(section yaml.Node, name, path string, known []string) error {
	var keys map[string]yaml.Node
	_ = section.Decode(&keys) // what is not a mapping was refused before
	for key := range keys {
		if !slices.Contains(known, key) {
			return model.Errorf(model.CodeInvalid, "%s in %s has the unknown key %q; %s", name, path, key, model.Meant(key, known))
		}
	}
	return nil
}

// profileKeys returns the keys of a profile that are examdesk's own.
func profileKeys() []string {
	return append(atLMSKeys(), "store", "as", "read_only", "own_attempts", "strict", "ca_file", "rules")
}

func (c Config) check() error {
	if c.HoldSeconds != nil && (*c.HoldSeconds < 0 || *c.HoldSeconds > 300) {
		return model.Errorf(model.CodeInvalid, "hold_seconds in %s must be from 0 to 300 seconds.", c.Path)
	}
	if c.DefaultProfile != "" {
		if _, ok := c.Profiles[c.DefaultProfile]; !ok {
			return model.Errorf(model.CodeInvalid, "default_profile in %s names %q, which is not among the profiles; %s", c.Path, c.DefaultProfile, model.Meant(c.DefaultProfile, c.ProfileNames()))
		}
	}
	for name, p := range c.Profiles {
		if err := p.check(p.Store); err != nil {
			return model.Wrap(err, model.CodeInvalid, "The profile %q in %s: %s", name, c.Path, model.Sentence(err))
		}
		if p.Rules == "" {
			continue
		}
		if _, err := model.RulesOf(p.Rules); err != nil {
			return model.Wrap(err, model.CodeInvalid, "The profile %q in %s: %s", name, c.Path, model.Sentence(err))
		}
	}
	if err := c.checkSecrets(); err != nil {
		return err
	}
	for _, platform := range c.platforms {
		c.Platform = platform
		if err := c.checkWebhook(); err != nil {
			return err
		}
		if _, err := c.Offered(); err != nil {
			return err
		}
		if _, err := c.CallbackNetworks(); err != nil {
			return err
		}
	}
	return nil
}
