//go:build e2e

package lms

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// The courses of the seed.
const (
	Ethics = "course-v1:NordicU+ETH101+2026"
	Law    = "course-v1:NordicU+LAW200+2026"
	Fjords = "course-v1:Fjord+BIO+2026"
)

// The public applications of the seed: for user names with passwords, and for browsers.
const (
	PasswordApp = "login-service-client-id" //nolint:gosec // a public name
	BrowserApp  = "examdesk"
)

// Person is one of the seed; all have the one password of the world.
type Person struct {
	Username, Name, Email string
	Staff, Super          bool
	Groups                []string
	Courses               []string
}

// App is an application that signs in with client credentials and acts as its owner.
type App struct{ ID, Secret, Grant, Owner string }

// World is what the seed makes; world.json has it, with exams and attempts.
type World struct {
	Password     string
	People       []Person
	Applications []App
}

func world(t testing.TB) *World {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(here(t), "world.json"))
	if err != nil {
		t.Fatal(err)
	}
	w := &World{}
	if err := json.Unmarshal(data, w); err != nil {
		t.Fatal(err)
	}
	return w
}

// Password is everybody's.
func (l *LMS) Password() string { return l.world.Password }

// Person is somebody of the seed, such as staff, prof, nobody or amina.
func (l *LMS) Person(username string) Person {
	l.t.Helper()
	for _, p := range l.world.People {
		if p.Username == username {
			return p
		}
	}
	l.t.Fatalf("%s is not in world.json", username)
	return Person{}
}

// App is the application that acts as somebody.
func (l *LMS) App(owner string) App {
	l.t.Helper()
	for _, a := range l.world.Applications {
		if a.Owner == owner && a.Owner != "" {
			return a
		}
	}
	l.t.Fatalf("world.json has no application of %s", owner)
	return App{}
}
