package settings

import (
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

// Our own keys for where a REST service keeps what the protocol has elsewhere. In
// an LMS the service's plug-in says so in its code.
const (
	// OAuth2Path is where tokens are requested, below base_url.
	OAuth2Path = "oauth2_path"
	// InstructorPath is where the instructors' dashboard is, below base_url.
	InstructorPath = "instructor_path"
)

// Paths is where a REST service keeps things, below its base_url; empty where
// the protocol says it.
type Paths struct{ OAuth2, Instructor string }

// shipped are the paths of the services whose plug-ins have others than the
// protocol: Proctortrack's (edx-proctoring-proctortrack-v2 2.0.1,
// backends.proctortrack_rest).
func shipped(name string) Paths {
	if name == "proctortrack" {
		return Paths{OAuth2: "/edx/oauth2/access_token", Instructor: "/launch/edx/instructor"}
	}
	return Paths{}
}

// TakesReturnURL reports whether the service's plug-in adds the address of the exam in
// the learning front end to a registration, so that the service can send the learner
// back (edx-proctoring-proctortrack-v2 2.0.1, register_exam_attempt).
func (s Service) TakesReturnURL() bool { return s.Name == "proctortrack" }

// Paths are the service's paths. The error has [model.CodeInvalid] and names the one that is not valid.
func (s Service) Paths() (Paths, error) {
	p := shipped(s.Name)
	for key, to := range map[string]*string{OAuth2Path: &p.OAuth2, InstructorPath: &p.Instructor} {
		if given := s.Text(key); given != "" {
			if !isPath(given) {
				return p, model.Errorf(model.CodeInvalid, "PROCTORING_BACKENDS.%s.%s is %q; write a path below base_url that begins with a slash, e.g. /oauth2/access_token.", s.Name, key, given)
			}
			*to = strings.TrimRight(given, "/")
		}
	}
	return p, nil
}

func isPath(s string) bool {
	return strings.HasPrefix(s, "/") && !strings.Contains(s, "//") && !strings.Contains(s, "..") && !strings.ContainsAny(s, "?#\\ \t\n%") && len(s) > 1
}

// Timeout is how long the service is waited for, 0 if no key says it: a number of
// seconds, or a pair of them, to connect and to read, as Python's requests takes
// (edx-proctoring 6.1.4, rest.BaseRestProctoringProvider.timeout). Here one time
// bounds both.
func (s Service) Timeout() (time.Duration, error) {
	e, there := s.Entry("timeout")
	if !there || e.IsNull() {
		return 0, nil
	}
	wait, ok := waitOf(e.Node)
	if !ok {
		return 0, model.Errorf(model.CodeInvalid, "PROCTORING_BACKENDS.%s.timeout is neither a number of seconds above 0 nor a list of two, such as [5, 30].", s.Name)
	}
	return wait, nil
}

// IsWait reports whether a value is a time to wait.
func IsWait(n *yaml.Node) bool {
	_, ok := waitOf(n)
	return ok
}

func waitOf(n *yaml.Node) (time.Duration, bool) {
	switch {
	case n == nil:
	case n.Kind == yaml.AliasNode:
		return waitOf(n.Alias)
	case n.Kind == yaml.ScalarNode && (n.Tag == "!!int" || n.Tag == "!!float"):
		const most = 24 * 60 * 60
		f, err := strconv.ParseFloat(n.Value, 64)
		if err == nil && f > 0 && f <= most {
			return time.Duration(f * float64(time.Second)), true
		}
	case n.Kind == yaml.SequenceNode && len(n.Content) == 2:
		connect, ok := waitOf(n.Content[0])
		read, both := waitOf(n.Content[1])
		return connect + read, ok && both
	}
	return 0, false
}
