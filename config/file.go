package config

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/keys"
	"examdesk/model"
)

// File is the configuration file as it is written, including its comments.
type File struct {
	doc yaml.Node
	// before is what the file was when it was read.
	before []byte
}

// ReadFile reads a file, which need not exist.
func ReadFile(ctx context.Context, path string) (*File, error) {
	data, err := readIfThere(ctx, path)
	if err != nil {
		return nil, err
	}
	f := File{before: data}
	if err := yaml.Unmarshal(data, &f.doc); err != nil {
		return nil, notYAML(err, path)
	}
	if f.doc.Kind == 0 { // an empty file, or one of comments only
		f.doc = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
		f.doc.HeadComment = strings.TrimSpace(string(data))
	}
	return &f, nil
}

func (f *File) root() *yaml.Node {
	root := f.doc.Content[0]
	if root.Kind != yaml.MappingNode {
		*root = yaml.Node{Kind: yaml.MappingNode}
	}
	return root
}

// ChangeFile changes the file under a lock, so that simultaneous changes do not
// overwrite each other. Everything else in it stays, including comments.
func ChangeFile(ctx context.Context, path string, change func(*File) error) error {
	return keys.Locked(ctx, path, func() error {
		f, err := ReadFile(ctx, path)
		if err == nil {
			err = change(f)
		}
		if err == nil {
			err = f.write(path)
		}
		return err
	})
}

// Unchanged makes sure that the file is still as it was read: a plan was made, and
// perhaps a person asked, in the meantime.
func (f *File) Unchanged(ctx context.Context, path string) error {
	now, err := readIfThere(ctx, path)
	if err == nil && !bytes.Equal(now, f.before) {
		err = model.Errorf(model.CodeConflict, "The configuration %s was changed in the meantime and stays as it is. Start again.", path)
	}
	return err
}

// WriteUnchanged writes the file unless someone else has changed it.
func (f *File) WriteUnchanged(ctx context.Context, path string) error {
	return keys.Locked(ctx, path, func() error {
		if err := f.Unchanged(ctx, path); err != nil {
			return err
		}
		return f.write(path)
	})
}

// write replaces the file in one step, so that no one reads half of it, and keeps its
// permissions. The caller holds the file's lock.
func (f *File) write(path string) error {
	if err := f.Check(path); err != nil {
		return err
	}
	data, err := f.bytes()
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := keys.Replace(path, data, mode); err != nil {
		return model.Wrap(err, model.CodeInternal, "The configuration %s cannot be written.", path)
	}
	return nil
}

// Check makes sure that the file can be read back.
func (f *File) Check(path string) error {
	data, err := f.bytes()
	if err != nil {
		return err
	}
	if err := yaml.Unmarshal(data, &Config{}); err != nil {
		return model.Errorf(model.CodeInternal, "The new contents of %s would not be a valid configuration; nothing was written.", path)
	}
	_, err = Parse(data, path)
	return err
}

// bytes returns the file as it would be written.
func (f *File) bytes() ([]byte, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(&f.doc); err != nil {
		return nil, model.Wrap(err, model.CodeInternal, "The configuration could not be written as YAML.")
	}
	return b.Bytes(), nil
}

// Scalar returns a text as a YAML value.
func Scalar(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	return n
}

// set sets a key of the file.
func (f *File) set(key string, value *yaml.Node) { setKey(f.root(), key, value) }

// Remove removes a key of the file.
func (f *File) Remove(key string) { removeKey(f.root(), key) }

// setIn sets a key in a mapping of the file and creates the mapping if it is missing.
func (f *File) setIn(mapping, key string, value *yaml.Node) {
	m := valueOf(f.root(), mapping)
	if m == nil || m.Kind != yaml.MappingNode {
		m = &yaml.Node{Kind: yaml.MappingNode}
		setKey(f.root(), mapping, m)
	}
	m.Style = 0 // a profile has a line of its own
	setKey(m, key, value)
}

// RemoveIn removes a key of a mapping of the file.
func (f *File) RemoveIn(mapping, key string) {
	if m := valueOf(f.root(), mapping); m != nil {
		removeKey(m, key)
	}
}

// SetProfile writes a profile's store and keeps the profile's other keys.
func (f *File) SetProfile(name, url, as string, readOnly bool) error {
	n := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	now := f.profileAt(name)
	kept := now != nil && now.Kind == yaml.MappingNode && len(now.Content) > 0
	if kept {
		profiles, err := mappingIn(f.root(), "profiles")
		if err == nil {
			n, err = mappingIn(profiles, name)
		}
		if err != nil {
			return err
		}
	}
	setKey(n, "store", Scalar(url))
	removeKey(n, "as")
	if as != "" {
		setKey(n, "as", Scalar(as))
	}
	removeKey(n, "read_only")
	if readOnly {
		setKey(n, "read_only", &yaml.Node{Kind: yaml.ScalarNode, Value: "true", Tag: "!!bool"})
	}
	if !kept {
		f.setIn("profiles", name, n)
	}
	return nil
}

// SetAuthority writes a profile's ca_file.
func (f *File) SetAuthority(c Config, name, path string) error {
	c.ProfileName = name
	m, err := f.belowProfile(c, "ca_file")
	if err != nil {
		return err
	}
	setKey(m, "ca_file", Scalar(path))
	return nil
}

// index returns where a mapping has a key, or -1.
func index(m *yaml.Node, key string) int {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			return i
		}
	}
	return -1
}

func valueOf(m *yaml.Node, key string) *yaml.Node {
	if i := index(m, key); i >= 0 {
		return m.Content[i+1]
	}
	return nil
}

// setKey keeps the comments of the value that it replaces.
func setKey(m *yaml.Node, key string, value *yaml.Node) {
	i := index(m, key)
	if i < 0 {
		m.Content = append(m.Content, Scalar(key), value)
		return
	}
	former := m.Content[i+1]
	value.HeadComment, value.LineComment, value.FootComment = former.HeadComment, former.LineComment, former.FootComment
	m.Content[i+1] = value
}

func removeKey(m *yaml.Node, key string) {
	if i := index(m, key); i >= 0 {
		m.Content = append(m.Content[:i], m.Content[i+2:]...)
	}
}
