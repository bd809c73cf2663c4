package config

import (
	"regexp"

	"examdesk/model"
)

// notYAML returns the error for a file that is not YAML, with the line where that
// shows. The library's own words are left out because they may quote the file.
func notYAML(err error, path string) error {
	const sentence = "The configuration %s is not valid YAML"
	twice := regexp.MustCompile(`line (\d+): mapping key .* already defined at line (\d+)`).FindStringSubmatch(err.Error())
	line := regexp.MustCompile(`line (\d+)`).FindStringSubmatch(err.Error())
	path = model.Clean(path)
	switch {
	case twice != nil:
		return model.Errorf(model.CodeInvalid, sentence+": line %s repeats a key from line %s; merge the two.", path, twice[1], twice[2])
	case line != nil:
		return model.Errorf(model.CodeInvalid, sentence+": look at line %s and the one before.", path, line[1])
	}
	return model.Errorf(model.CodeInvalid, sentence+".", path)
}
