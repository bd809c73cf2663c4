package backend

import (
	"context"
	"errors"

	"examdesk/cli/checks"
	"examdesk/cli/setup"
	"examdesk/model"
)

// rounds are the rounds of one run of the command.
type rounds struct {
	*setup.Setup
	checks.Round
	// strict makes warnings count as failures.
	strict bool
}

// problem returns the error of a round.
func (r *rounds) problem(ctx context.Context, list []checks.Verified) error {
	err := verifiedError(ctx, list)
	if err == nil && r.strict {
		err = strictError(list)
	}
	return err
}

// verifiedError returns the error of a round. Its code is that of the services that
// failed, or [model.CodeInternal] if they differ.
func verifiedError(ctx context.Context, list []checks.Verified) error {
	var first error
	failed, code := 0, model.Code("")
	for _, s := range list {
		err := errors.Join(s.Err, model.ChecksError(s.Info.Name, s.Checks))
		if err == nil {
			continue
		}
		failed++
		switch c := model.CodeOf(err); {
		case failed == 1:
			first, code = err, c
		case code != c:
			code = model.CodeInternal
		}
	}
	switch {
	case ctx.Err() != nil:
		return model.Wrap(ctx.Err(), model.CodeInternal, "Interrupted; not everything was checked.")
	case failed > 1:
		return model.Errorf(code, "%d of %d services have failed checks.", failed, len(list))
	}
	return first
}

// strictError makes warnings count as failures.
func strictError(list []checks.Verified) error {
	remarks := 0
	var first string
	for _, v := range list {
		for _, c := range v.Checks {
			if c.State == model.CheckWarn {
				if remarks++; first == "" {
					first = "the check " + c.Name + " of " + model.Clean(v.Info.Name)
				}
			}
		}
	}
	switch remarks {
	case 0:
		return nil
	case 1:
		return model.Errorf(model.CodeInternal, "With --strict a warning counts as a failure: %s.", first)
	}
	return model.Errorf(model.CodeInternal, "With --strict warnings count as failures: %s and %d more.", first, remarks-1)
}
