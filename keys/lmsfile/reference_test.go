package lmsfile

import (
	"strings"
	"testing"
)

// What only points to a secret is never taken for one: it is called what it is,
// with what to do.
func TestReferencesAreNoSecrets(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"__vault__::secret-mit/edx:psi_secret", "__vault__:gen_if_missing:secret/x", "ref+vault://secret/psi#/key", "ref+awssecrets://psi/key", "ref+sops://f.yml#/a",
		"secretref+vault://secret/psi#/key", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:psi-AbCdEf", "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/psi",
		"@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/psi/)", "@Microsoft.AppConfiguration(Endpoint=https://x; Key=y)", "https://v.vault.azure.net/secrets/psi/1",
		"op://vault/item/field", "projects/edx/secrets/psi/versions/latest", "projects/123/locations/eu/secrets/psi", "//secretmanager.googleapis.com/projects/1/secrets/psi",
		"vault:secret/data/psi#key", "vault://secret/psi", "gcpsm://edx/psi", "sm://edx/psi", "aws-sm://psi", "secretsmanager:psi", "ssm:/edx/psi", "/aws/reference/secretsmanager/psi",
		"azkv://v/psi", "<path:secret/data/psi#key>", "doppler://edx/PSI", "k8s://edx/psi", "/run/secrets/psi", "file:///run/secrets/psi", "$__file{/etc/psi}", "$__env{PSI}",
		"env:PSI_SECRET", "keyring:psi/secret", "file:/etc/psi",
	} {
		r := parseText("settings.yml", "PROCTORING_BACKENDS:\n  DEFAULT: proctorco\n  proctorco:\n    base_url: https://p.example\n    client_id: me\n    client_secret: \""+value+"\"\n")
		refused(t, r, value, "reference")
	}
	for _, value := range []string{
		"{{ psi_secret }}", "{{resolve:secretsmanager:psi:SecretString:key}}", "${PSI_SECRET}", "$PSI_SECRET", "$(cat /run/secrets/psi)", "%(psi)s", "${file:/run/secrets/psi}",
	} {
		r := parseText("settings.yml", "PROCTORING_BACKENDS:\n  DEFAULT: proctorco\n  proctorco:\n    base_url: https://p.example\n    client_id: me\n    client_secret: '"+value+"'\n")
		refused(t, r, value, "template")
	}
	for _, value := range []string{"ENC[AES256_GCM,data:abc=,iv:x,tag:y,type:str]", "vault:v1:8SDd3WHDOjf7mq69CyCqYjBXAiQQAVZRkFM13ok481zoCmHnSeDX9vyf7w==", "encrypted:BD9XX", "{cipher}abc", "EJ[1:abc]", "ENC(abc)", "$ANSIBLE_VAULT;1.1;AES256"} {
		r := parseText("settings.yml", "PROCTORING_BACKENDS:\n  DEFAULT: proctorco\n  proctorco:\n    base_url: https://p.example\n    client_id: me\n    client_secret: '"+value+"'\n")
		refused(t, r, value, "encrypted")
	}
}

func refused(t *testing.T, r Result, value, code string) {
	t.Helper()
	for _, i := range r.Items {
		if i.Secret.Reveal() != "" || strings.HasSuffix(strings.Join(i.Path, "."), "client_secret") {
			t.Errorf("%s is taken as %v", value, i.Path)
		}
	}
	for _, f := range r.Findings {
		if f.Code == code && f.Line == 6 && f.Remedy != "" {
			return
		}
	}
	t.Errorf("%s: %+v", value, r.Findings)
}

// Values that only look a little like one are values.
func TestSecretsThatLookLikeReferences(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"env-fake-secret-1", "op:fake", "projects-fake-secret", "arn-fake", "vaultfakesecret", "fake:with:colons", "ref-fake-1", "a/b/c-fake+d=="} {
		r := parseText("settings.yml", "PROCTORING_BACKENDS:\n  DEFAULT: proctorco\n  proctorco:\n    base_url: https://p.example\n    client_id: me\n    client_secret: '"+value+"'\n")
		taken := false
		for _, i := range r.Items {
			taken = taken || i.Secret.Reveal() == value
		}
		if !taken {
			t.Errorf("%s: %+v", value, r.Findings)
		}
	}
}
