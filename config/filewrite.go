package config

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

// PlatformAt returns the mapping of the file that has a setting of the profile in use,
// or in which a new one belongs: the profile's, or the top of the file if the default
// profile's settings are there.
func (f *File) PlatformAt(c Config, key string) (*yaml.Node, error) {
	below := f.profileAt(c.ProfileName)
	switch {
	case c.ProfileName != c.DefaultName() || below != nil && valueOf(below, key) != nil:
	case valueOf(f.root(), key) != nil, below == nil, !hasPlatform(below) && (c.DefaultProfile == "" || hasPlatform(f.root())):
		return f.root(), nil
	}
	return f.belowProfile(c, key)
}

// profileAt returns a profile's mapping, or nil if there is none. An alias does not
// count, since its value belongs to another profile too.
func (f *File) profileAt(name string) *yaml.Node {
	profiles := dealias(valueOf(f.root(), "profiles"))
	if profiles == nil {
		return nil
	}
	return dealias(valueOf(profiles, name))
}

func hasPlatform(m *yaml.Node) bool {
	for _, key := range platformKeys() {
		if valueOf(m, key) != nil {
			return true
		}
	}
	return false
}

// belowProfile returns a profile's mapping for writing. It refuses what another profile
// shares through an anchor or a merge, because a change would affect both.
func (f *File) belowProfile(c Config, key string) (*yaml.Node, error) {
	profiles, err := mappingIn(f.root(), "profiles")
	if err != nil {
		return nil, err
	}
	profiles.Style = 0
	m, err := mappingIn(profiles, c.ProfileName)
	if err != nil {
		return nil, err
	}
	m.Style = 0 // each key has a line of its own
	var all map[string]yaml.Node
	if err := m.Decode(&all); err != nil {
		return nil, notYAML(err, c.Path)
	}
	if _, has := all[key]; has && valueOf(m, key) == nil {
		return nil, model.Errorf(model.CodeInvalid, "%s of the profile %s in the configuration comes from another place in the file; write it out below the profile.", key, c.ProfileName)
	}
	return m, nil
}

// moveTop moves the settings at the top of the file below the default profile, which
// they belong to, before another profile becomes the default. It returns the names of
// those settings.
func (f *File) moveTop(c Config) ([]string, error) {
	if !hasPlatform(f.root()) {
		return nil, nil
	}
	own := c
	own.ProfileName = c.DefaultName()
	if profiles := valueOf(f.root(), "profiles"); profiles == nil {
		f.set("profiles", &yaml.Node{Kind: yaml.MappingNode})
	}
	if v := f.profileAt(own.ProfileName); v == nil {
		setKey(valueOf(f.root(), "profiles"), own.ProfileName, &yaml.Node{Kind: yaml.MappingNode})
	}
	var moved []string
	for _, key := range platformKeys() {
		i := index(f.root(), key)
		if i < 0 {
			continue
		}
		to, err := f.belowProfile(own, key)
		if err != nil {
			return nil, err
		}
		if valueOf(to, key) == nil { // what stands below goes before
			to.Content = append(to.Content, f.root().Content[i], f.root().Content[i+1])
			moved = append(moved, key)
		}
		f.Remove(key)
	}
	return moved, nil
}

// DropTop removes the settings at the top, when the default profile is removed.
func (f *File) DropTop() {
	for _, key := range platformKeys() {
		f.Remove(key)
	}
}

// movedNote describes where the settings of the former default profile are now.
func movedNote(c Config, moved []string) string {
	if len(moved) == 0 {
		return ""
	}
	return " The settings at the top belong to the profile " + model.Clean(c.DefaultName()) + " and are now below it: " + strings.Join(moved, ", ") + "."
}

// UseProfile makes a profile the default. The settings at the top stay with the former
// default.
func (f *File) UseProfile(c Config, name string) (note string, err error) {
	if name != c.DefaultName() {
		moved, err := f.moveTop(c)
		if err != nil {
			return "", err
		}
		note = movedNote(c, moved)
	}
	f.set("default_profile", Scalar(name))
	return note, nil
}

// Settings returns a profile's LMS settings in the file, by key, as they are written.
func (f *File) Settings(c Config, of []string) (map[string]*yaml.Node, error) {
	profiles, err := c.wholePlatforms(f.root())
	if err != nil {
		return nil, notYAML(err, c.Path)
	}
	here := map[string]*yaml.Node{}
	for _, key := range of {
		if v, ok := profiles[c.ProfileName][key]; ok {
			here[key] = &v
		}
	}
	return here, nil
}
