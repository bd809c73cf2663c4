package config

import (
	"strings"
	"testing"

	"examdesk/model"
)

func TestKeysOfAnLMS(t *testing.T) {
	t.Parallel()
	const key = "course-v1:NordicU+ETH101+2026"
	for text, want := range map[string]string{
		"store: 'https://lms.example.edu', courses: ['" + key + "'], rules: '6.1', mirror: {days: 30}":                                               "",
		"store: 'https://lms.example.edu', database: 'mysql://reader@db.example.edu:3306/edxapp', mirror: {scope: all, days: 0}":                     "",
		"store: 'https://lms.example.edu', database: {url: 'mysql://reader@db/edxapp', tls: verify-ca, ca_file: ca.pem, password: 'keyring:lms-db'}": "",
		"store: 'sqlite:a.sqlite3', courses: ['" + key + "']":                                                                                        "courses belongs to a store at an LMS",
		"store: 'examdesk+https://desk.example.edu', mirror: {days: 3}":                                                                              "mirror belongs to a store at an LMS",
		"store: 'sqlite:a.sqlite3', database: 'mysql://r@db/edxapp'":                                                                                 "database belongs to a store at an LMS",
		"store: 'https://lms.example.edu', courses: [ETH101]":                                                                                        `courses has "ETH101", which is not a course key`,
		"store: 'https://lms.example.edu', mirror: {scope: everything}":                                                                              "mirror.scope is \"everything\"",
		"store: 'https://lms.example.edu', courses: ['" + key + "'], mirror: {scope: all}":                                                           "keep one of the two",
		"store: 'https://lms.example.edu', mirror: {days: -1}":                                                                                       "mirror.days must be from 0",
		"store: 'https://lms.example.edu', mirror: {day: 1}":                                                                                         `unknown key "day"`,
		"store: 'https://lms.example.edu', database: {address: 'mysql://r@db/edxapp'}":                                                               `unknown key "address"`,
		"store: 'https://lms.example.edu', database: 'postgres://r@db/edxapp'":                                                                       "database must be mysql://USER@HOST:PORT/NAME",
		"store: 'https://lms.example.edu', database: 'mysql://db/edxapp'":                                                                            "database must be mysql://USER@HOST:PORT/NAME",
		"store: 'https://lms.example.edu', database: 'mysql://r:secret-do-not-use@db/edxapp'":                                                        "has a password in its address",
		"store: 'https://lms.example.edu', database: {url: 'mysql://r@db/edxapp?tls=1'}":                                                             "database.tls says how",
		"store: 'https://lms.example.edu', database: {url: 'mysql://r@db/edxapp', tls: maybe}":                                                       `database.tls is "maybe"`,
		"store: 'https://lms.example.edu', database: {url: 'mysql://r@db/edxapp', password: do-not-use-1}":                                           "database.password must name a secret",
	} {
		_, err := Parse([]byte("profiles: {work: {"+text+"}}\n"), "examdesk.yml")
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", text, err)
		case want != "" && (model.CodeOf(err) != model.CodeInvalid || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v", text, err)
		case err != nil && strings.Contains(err.Error(), "do-not-use"):
			t.Errorf("%v says a secret", err)
		}
	}
}
