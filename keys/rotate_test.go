package keys

import (
	"context"
	"errors"
	"strings"
	"testing"

	"examdesk/model"
)

// rotated is a value that takes the place of another.
const rotated = "synthetic-rotated-do-not-use"

func rotationVault(t *testing.T) (*Vault, *memRing) {
	t.Helper()
	v, ring := testVault(t, Options{}, keyringThere)
	if err := v.Set(t.Context(), testName, fake(t)); err != nil {
		t.Fatal(err)
	}
	return v, ring
}

func accepts(context.Context) error { return nil }

func holds(t *testing.T, v *Vault, want string) {
	t.Helper()
	if got, err := v.Get(t.Context(), testName); err != nil || got.Reveal() != want {
		t.Errorf("it holds the wrong value: %v", err)
	}
}

func isRotating(t *testing.T, v *Vault) bool {
	t.Helper()
	names, err := v.Names(t.Context())
	if err != nil || len(names) != 1 || names[0].Name != testName {
		t.Fatalf("%+v, %v", names, err)
	}
	return names[0].Rotating
}

// While the new value is proven the present one is in its place.
func TestRotate(t *testing.T) {
	t.Parallel()
	v, _ := rotationVault(t)
	err := Rotate(t.Context(), v, testName, model.NewSecret(rotated), func(context.Context) error {
		holds(t, v, synthetic)
		if !isRotating(t, v) {
			t.Error("nothing waits beside it")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	holds(t, v, rotated)
	if isRotating(t, v) {
		t.Error("the new value still waits")
	}
}

// A value that is not accepted leaves no trace, even if the caller is gone.
func TestRotateRefused(t *testing.T) {
	t.Parallel()
	v, _ := rotationVault(t)
	ctx, cancel := context.WithCancel(t.Context())
	refused := errors.New("refused")
	err := Rotate(ctx, v, testName, model.NewSecret(rotated), func(context.Context) error { cancel(); return refused })
	if !errors.Is(err, refused) || strings.Contains(err.Error(), rotated) {
		t.Error(err)
	}
	holds(t, v, synthetic)
	if isRotating(t, v) {
		t.Error("the new value still waits")
	}
}

func TestRotateNot(t *testing.T) {
	t.Parallel()
	v, _ := rotationVault(t)
	never := func(context.Context) error { t.Error("it was tried"); return nil }
	for name, test := range map[string]struct {
		name  string
		value string
		code  model.Code
	}{
		"the same":   {testName, synthetic, model.CodeInvalid},
		"empty":      {testName, "", model.CodeInvalid},
		"no such":    {"a/b/c", rotated, model.CodeNotFound},
		"not a name": {"a//c", rotated, model.CodeInvalid},
	} {
		if err := Rotate(t.Context(), v, test.name, model.NewSecret(test.value), never); model.CodeOf(err) != test.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	holds(t, v, synthetic)
	if isRotating(t, v) {
		t.Error("something waits")
	}
}

// The new value cannot take its place: the present one is there, the new one
// waits, and the rotation can be finished or dropped later.
func TestRotateInterrupted(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"finish", "drop"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			v, ring := rotationVault(t)
			ring.fail = func(op, account string) error {
				if op == "set" && account == testName {
					return errors.New("refused")
				}
				return nil
			}
			if err := Rotate(t.Context(), v, testName, model.NewSecret(rotated), accepts); model.CodeOf(err) != model.CodeUnavailable {
				t.Error(err)
			}
			ring.fail = nil
			holds(t, v, synthetic)
			if !isRotating(t, v) {
				t.Fatal("nothing waits")
			}
			if err := Rotate(t.Context(), v, testName, model.NewSecret("yet another"), accepts); model.CodeOf(err) != model.CodeConflict {
				t.Error(err)
			}
			if how == "drop" {
				if err := DropRotation(t.Context(), v, testName); err != nil {
					t.Error(err)
				}
				holds(t, v, synthetic)
			} else {
				finish(t, v)
			}
			if isRotating(t, v) {
				t.Error("something still waits")
			}
			if err := DropRotation(t.Context(), v, testName); model.CodeOf(err) != model.CodeNotFound {
				t.Error(err)
			}
		})
	}
}

func finish(t *testing.T, v *Vault) {
	t.Helper()
	refused := errors.New("refused")
	if err := FinishRotation(t.Context(), v, testName, func(context.Context, model.Secret) error { return refused }); !errors.Is(err, refused) {
		t.Error(err)
	}
	holds(t, v, synthetic)
	err := FinishRotation(t.Context(), v, testName, func(_ context.Context, s model.Secret) error {
		if s.Reveal() != rotated {
			t.Error("another value is tried")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	holds(t, v, rotated)
}

// A value that comes out altered is not left in the place of the present one.
func TestRotatePutsBack(t *testing.T) {
	t.Parallel()
	v, ring := rotationVault(t)
	err := Rotate(t.Context(), v, testName, model.NewSecret(rotated), func(context.Context) error {
		once := true
		ring.mu.Lock()
		defer ring.mu.Unlock()
		ring.keep = func(s string) string {
			if once {
				once = false
				return s + "?"
			}
			return s
		}
		return nil
	})
	if model.CodeOf(err) != model.CodeConflict {
		t.Error(err)
	}
	holds(t, v, synthetic)
	if !isRotating(t, v) {
		t.Error("the new value is lost")
	}
}
