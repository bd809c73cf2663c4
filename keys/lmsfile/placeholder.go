package lmsfile

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// unfilled is the reason why a text is not a value yet.
type unfilled struct {
	// what describes it, e.g. "a template that was not rendered".
	what string
	// code is the finding's code.
	code string
	// severity is an error if a tool should have filled the value in, and a warning if
	// a person should.
	severity Severity
}

type unfilledPattern struct {
	re *regexp.Regexp
	unfilled
}

// unfilledPatterns match the marks that templates and people leave for a value to be
// filled in.
var unfilledPatterns = newUnfilledPatterns()

func newUnfilledPatterns() []unfilledPattern {
	template := unfilled{"a template that was not rendered", "template", Error}
	encrypted := unfilled{"a value that is still encrypted", "encrypted", Error}
	placeholder := unfilled{"a placeholder", "placeholder", Warning}
	masked := unfilled{"a value that was masked", "placeholder", Warning}
	refersTo := func(store string) unfilled { return unfilled{"a reference to " + store, "reference", Error} }
	at := func(re string, u unfilled) unfilledPattern { return unfilledPattern{regexp.MustCompile(re), u} }
	return []unfilledPattern{
		at(`^__vault__:`, refersTo("HashiCorp Vault")),
		at(`^<path:[^<>]+>$`, refersTo("HashiCorp Vault")),
		at(`^vault:v\d+:`, encrypted),
		at(`^(?i)(vault|hcvault|bao|openbao)(\+\w+)?:(//)?[\w.-]+/\S+$`, refersTo("HashiCorp Vault")),
		at(`^(?i)(secret)?ref\+[\w.-]+(://|:)\S+`, refersTo("a secret store, which helmfile or vals resolve")),
		at(`^arn:aws[\w-]*:(secretsmanager|ssm|kms|s3):\S+`, refersTo("AWS")),
		at(`^(?i)(aws-?sm|secrets-?manager|aws-?secrets?(manager)?|ssm|aws-?ssm|parameterstore):(//)?[\w./-]+\S*$`, refersTo("AWS")),
		at(`^/aws/reference/secretsmanager/\S+`, refersTo("AWS Secrets Manager")),
		at(`^(?i)@Microsoft\.(KeyVault|AppConfiguration)\(`, refersTo("Azure")),
		at(`^(?i)https://[\w-]+\.vault\.(azure\.net|azure\.cn|usgovcloudapi\.net)/`, refersTo("Azure Key Vault")),
		at(`^(?i)(azkv|akv|azurekeyvault|keyvault)(\+\w+)?:(//)?\S+/\S+`, refersTo("Azure Key Vault")),
		at(`^(//secretmanager\.googleapis\.com/)?projects/[^/\s]+/(locations/[^/\s]+/)?secrets/\S+`, refersTo("Google Secret Manager")),
		at(`^(?i)(gcp-?sm|gcpsecrets?|gsm|sm|secretmanager|gcp)(\+\w+)?:(//)?\S+/\S+`, refersTo("Google Secret Manager")),
		at(`^(?i)op://\S+/`, refersTo("1Password")),
		at(`^(?i)(op|doppler|infisical|bws|bitwarden|keeper|akeyless|conjur|dvls|pass|gopass|sops|yandexlockbox|scwsecret)(\+\w+)?:(//)?[\w.-]+/\S+$`, refersTo("a secret store")),
		at(`^(?i)(k8s|kubernetes|secretkeyref)(\+\w+)?:(//)?[\w.-]+/\S+$`, refersTo("a Kubernetes secret")),
		at(`^(?i)(file:(//)?)?/(var/)?run/secrets/\S+$`, refersTo("a file in a container")),
		at(`^\$__\w+\{[^}]*\}$`, refersTo("a file or a variable")),
		at(`^(env|keyring):[A-Za-z_][\w./-]*$|^file:(/|~/)\S+$`, refersTo("a secret, in the form that examdesk's configuration uses")),
		at(`^(encrypted:|\{cipher\}|EJ\[\d+:|ENC\()`, encrypted),
		at(`\{\{.*\}\}|\{%.*%\}|\$\{[^}]*\}|#\{[^}]*\}`, template),
		at(`^\$\(.*\)$|^\$[A-Z_][A-Z0-9_]*$|^%\(\w+\)s$|^<%.*%>$|^@[A-Z_]+@$|^%%?[A-Z_]+%%?$`, template),
		at(`^\$ANSIBLE_VAULT;|^ENC\[|^-----BEGIN (AGE|PGP)`, encrypted),
		at(`^[*•]{3,}$|^(?i)[\[(<]?(redacted|masked|hidden)[\])>]?$`, masked),
		at(`^<[^<>]*>$|^\{[^{}]*\}$|^\[[^\[\]]*\]$|^__\w+__$|^(\.\.\.|…)$`, placeholder),
		at(`^(?i)(change|replace|fill|set|put|add|insert|enter)[-_ ]?(me|it|this|in|here)\b`, placeholder),
		at(`^(?i)(change|replace|fill|set|put|add|insert|enter|your)[-_ ].*(here|please|me)$`, placeholder),
		at(`^(?i)(changeme|replaceme|todo|tbd|fixme|xxx+|n/a|your[-_ ][a-z_ -]*)$`, placeholder),
	}
}

// unfilledValue reports whether a value still has to be filled in, and why.
func unfilledValue(n *yaml.Node) (unfilled, bool) {
	switch {
	case n == nil:
		return unfilled{}, false
	case n.Tag == tagExpression:
		return unfilled{"a program expression, which is not executed", "expression", Error}, true
	case n.Tag == tagTemplate:
		return unfilled{"a placeholder in braces", "template", Error}, true
	case strings.HasPrefix(n.Tag, "!vault"):
		return unfilled{"a value that is still encrypted", "encrypted", Error}, true
	case isMap(n) && len(n.Content) == 2 && (n.Content[0].Tag == tagTemplate || isNull(n.Content[1]) && strings.Contains(n.Content[0].Value, " ")):
		return unfilled{"a placeholder in braces", "template", Error}, true
	case !isScalar(n):
		return unfilled{}, false
	}
	text := strings.TrimSpace(n.Value)
	for _, p := range unfilledPatterns {
		if p.re.MatchString(text) {
			return p.unfilled, true
		}
	}
	return unfilled{}, false
}
