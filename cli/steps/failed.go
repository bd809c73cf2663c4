package steps

import "examdesk/model"

// CommonCode returns the code of several failures: theirs if all have the same,
// otherwise that of any failure. It is empty without a failure.
func CommonCode(failed []error) model.Code {
	var code model.Code
	for i, err := range failed {
		if c := model.CodeOf(err); i == 0 {
			code = c
		} else if c != code {
			return model.CodeInternal
		}
	}
	return code
}
