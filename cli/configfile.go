package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

// configFile is the configuration as it is written, with its comments.
type configFile struct{ doc yaml.Node }

// readConfigFile reads a file, which need not exist.
func readConfigFile(path string) (*configFile, error) {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, model.Wrap(err, model.CodeInvalid, "The configuration %s cannot be read.", model.Clean(path))
	}
	var f configFile
	if err := yaml.Unmarshal(data, &f.doc); err != nil {
		return nil, notYAML(err, path)
	}
	if f.doc.Kind == 0 { // an empty file, or one of comments only
		f.doc = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
		f.doc.HeadComment = strings.TrimSpace(string(data))
	}
	return &f, nil
}

func (f *configFile) root() *yaml.Node {
	root := f.doc.Content[0]
	if root.Kind != yaml.MappingNode {
		*root = yaml.Node{Kind: yaml.MappingNode}
	}
	return root
}

// write replaces the file in one step, so that nobody reads half of it, and
// keeps who may read it.
func (f *configFile) write(path string) error {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(&f.doc); err != nil {
		return model.Wrap(err, model.CodeInternal, "The configuration could not be written as YAML.")
	}
	if err := replaceFile(path, b.Bytes()); err != nil {
		return model.Wrap(err, model.CodeInternal, "The configuration %s cannot be written.", model.Clean(path))
	}
	return nil
}

// replaceFile writes a file beside the former one and puts it in its place.
func replaceFile(path string, data []byte) error {
	if to, err := filepath.EvalSymlinks(path); err == nil {
		path = to // a link stays one
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	mode := fs.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".examdesk-*.yml")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.Write(data)
	if err := errors.Join(err, tmp.Chmod(mode), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

func scalar(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	return n
}

// set sets a key of the file.
func (f *configFile) set(key string, value *yaml.Node) { setKey(f.root(), key, value) }

func (f *configFile) remove(key string) { removeKey(f.root(), key) }

// setIn sets a key of a mapping of the file, which is made if it is missing.
func (f *configFile) setIn(mapping, key string, value *yaml.Node) {
	m := valueOf(f.root(), mapping)
	if m == nil || m.Kind != yaml.MappingNode {
		m = &yaml.Node{Kind: yaml.MappingNode}
		setKey(f.root(), mapping, m)
	}
	m.Style = 0 // a profile has a line of its own
	setKey(m, key, value)
}

func (f *configFile) removeIn(mapping, key string) {
	if m := valueOf(f.root(), mapping); m != nil {
		removeKey(m, key)
	}
}

func profileNode(url, as string, readOnly bool) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	setKey(n, "store", scalar(url))
	if as != "" {
		setKey(n, "as", scalar(as))
	}
	if readOnly {
		setKey(n, "read_only", &yaml.Node{Kind: yaml.ScalarNode, Value: "true", Tag: "!!bool"})
	}
	return n
}

// index is where a mapping has a key, -1 if it has not.
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

// setKey keeps the comments of a value that it replaces.
func setKey(m *yaml.Node, key string, value *yaml.Node) {
	i := index(m, key)
	if i < 0 {
		m.Content = append(m.Content, scalar(key), value)
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
