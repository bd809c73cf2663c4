package simulator

import (
	"bytes"
	"encoding/hex"
	"net/url"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
	"examdesk/backends/software_secure/psi"
	"examdesk/model"
)

// The ids of the mock's own keys.
const (
	mockKeyID    = "mock-only"
	mockClientID = "mock-only-client"
)

// NewPSIKeys makes keys that are seen to be a mock's.
func NewPSIKeys() *PSIKeys {
	return &PSIKeys{
		KeyID: mockKeyID, SecretKey: model.NewSecret("mock-only-" + hex.EncodeToString(random(16))),
		// 24 bytes, as Triple DES takes them.
		CryptoKey: model.NewSecret("mock-only-" + hex.EncodeToString(random(7))),
		VideoKey:  model.NewSecret(hex.EncodeToString(random(16))),
	}
}

// NewRESTKeys makes keys that are seen to be a mock's.
func NewRESTKeys() *RESTKeys {
	return &RESTKeys{ClientID: mockClientID, ClientSecret: model.NewSecret("mock-only-" + hex.EncodeToString(random(16)))}
}

func (c Config) checkKeys() error {
	if k := c.PSI; k != nil {
		if err := psi.CheckSecretKey(k.SecretKey); err != nil {
			return model.Wrap(err, model.CodeInvalid, "The mock's PSI keys cannot be used: %s.", err)
		}
		if err := psi.CheckCryptoKey(k.CryptoKey); err != nil {
			return model.Wrap(err, model.CodeInvalid, "The mock's PSI keys cannot be used: %s.", err)
		}
	}
	if k := c.REST; k != nil && (k.ClientID == "" || k.ClientSecret.IsZero()) {
		return model.Errorf(model.CodeInvalid, "The mock's REST keys cannot be used: client_id or client_secret is empty.")
	}
	return c.checkPath()
}

// RESTName is how the mock's REST service is called in [Service.Snippet].
const RESTName = "examdesk_mock"

// Snippet is PROCTORING_BACKENDS for this service at an address, with its keys in
// the clear, for examdesk.yml or an LMS.
func (s *Service) Snippet(base string) (string, error) {
	backends := &yaml.Node{Kind: yaml.MappingNode}
	first := settings.SoftwareSecure
	if s.config.PSI == nil {
		first = RESTName
	}
	put(backends, "DEFAULT", string(first))
	if k := s.config.PSI; k != nil {
		psi := section(backends, string(settings.SoftwareSecure))
		put(psi, "organization", "examdesk-mock", "exam_sponsor", "examdesk-mock", "exam_register_endpoint", base+PSIPath,
			"secret_key_id", k.KeyID, "secret_key", k.SecretKey.Reveal(), "crypto_key", k.CryptoKey.Reveal(),
			"software_download_url", base+"/download", settings.AllowPrivate, true)
		if !k.VideoKey.IsZero() {
			put(psi, "video_review_aes_key", k.VideoKey.Reveal())
		}
	}
	if k := s.config.REST; k != nil {
		put(section(backends, RESTName), "base_url", base, "client_id", k.ClientID, "client_secret", k.ClientSecret.Reveal(), settings.AllowPrivate, true)
	}
	root := &yaml.Node{Kind: yaml.MappingNode}
	root.HeadComment = "For this mock service only: its keys protect nothing."
	put(root, "SITE_NAME", "localhost:8000")
	if u, err := url.Parse(s.config.LMS.URL); err == nil && u.Host != "" {
		root.Content[1] = scalar(u.Host)
		if u.Scheme == "http" {
			put(root, "HTTPS", "off")
		}
	}
	put(root, "PROCTORING_USER_OBFUSCATION_KEY", "mock-only-obfuscation-key")
	root.Content = append(root.Content, scalar("PROCTORING_BACKENDS"), backends)
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(root); err != nil {
		return "", model.Wrap(err, model.CodeInternal, "The settings could not be written as YAML.")
	}
	return b.String(), nil
}

func scalar(v any) *yaml.Node {
	n := &yaml.Node{}
	_ = n.Encode(v) // never fails for a text or a truth value
	return n
}

// put adds pairs of a key and its value.
func put(to *yaml.Node, pairs ...any) {
	for _, v := range pairs {
		to.Content = append(to.Content, scalar(v))
	}
}

func section(in *yaml.Node, name string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	in.Content = append(in.Content, scalar(name), n)
	return n
}
