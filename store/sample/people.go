package sample

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed names.txt
var namesFile string

// person is a row of auth_user and its profile.
type person struct {
	id          int64
	username    string
	slug        string // the username as an address has it
	first, last string
	round       string // distinguishes people of the same name
	email       string
	staff       bool
	inactive    bool
	groups      []int64
}

// fullName returns the profile's name, within its column's 100 characters.
func (p person) fullName() string {
	name := []rune(strings.TrimSpace(p.first + " " + p.last))
	return string(name[:min(len(name), 100)])
}

// The groups, by id.
const (
	groupSoftwareSecure = 1
	groupTest           = 2
	groupCourseStaff    = 3
	groupProctorCo      = 4
)

func groups() []string {
	return []string{"software_secure_review", "test_review", "course_staff", "proctorco_review"}
}

// staff returns the people who are not learners: three reviewers who may decide
// everything, a former one, one who may decide for one service only, course
// staff, and a service's own account.
func staff() []person {
	people := []person{
		{username: "r.adeyemi", first: "Ruth", last: "Adeyemi", staff: true},
		{username: "m.keller", first: "Max", last: "Keller", staff: true},
		{username: "j.ferreira", first: "Joana", last: "Ferreira", staff: true},
		{username: "prof.lind", first: "Karin", last: "Lind", groups: []int64{groupCourseStaff}},
		{username: "psi_worker", email: "worker@vendor.example.com", groups: []int64{groupSoftwareSecure}},
		{username: "s.haugen", first: "Siri", last: "Haugen", groups: []int64{groupTest, groupProctorCo}},
		{username: "o.petrenko", first: "Olha", last: "Petrenko", staff: true, inactive: true},
	}
	for i := range people {
		people[i].id = int64(i + 1)
		if people[i].email == "" {
			people[i].email = people[i].username + "@review.example.edu"
		}
	}
	return people
}

// reviewers returns the ids of those who decide at a service, the former one among
// them.
func reviewers(service string) []int64 {
	if service == "software_secure" {
		return []int64{1, 1, 1, 2, 2, 3, 3, 7}
	}
	return []int64{1, 2, 3, 6, 6}
}

// pool is the names of one script or region.
type pool struct {
	given, family [][2]string // name and its form in a username
}

// learners names the learners. The same number always has the same name.
type learners struct {
	pools   map[string]*pool
	pattern []string
	rank    []int          // of each place in the pattern, within its pool
	count   map[string]int // how often a pool is in the pattern
	odd     []oddName
	first   int64 // id of learner 0
}

// oddEvery and oddAt place the odd names among the others.
const (
	oddEvery = 37
	oddAt    = 11
)

func newLearners() *learners {
	l := &learners{pools: map[string]*pool{}, count: map[string]int{}, odd: oddNames(), first: int64(len(staff()) + 1)}
	for line := range strings.Lines(namesFile) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		p := l.pools[f[0]]
		if p == nil {
			p = &pool{}
			l.pools[f[0]] = p
		}
		name := [2]string{f[2], f[3]}
		if f[1] == "given" {
			p.given = append(p.given, name)
		} else {
			p.family = append(p.family, name)
		}
	}
	l.pattern = strings.Fields(`latin world chinese latin cyrillic latin arabic world latin japanese latin world
		greek latin hebrew world chinese latin world latin korean latin cyrillic world`)
	for _, name := range l.pattern {
		l.rank = append(l.rank, l.count[name])
		l.count[name]++
	}
	return l
}

// id returns the user id of learner n.
func (l *learners) id(n int) int64 { return l.first + int64(n) }

// person returns learner n, counted from 0.
func (l *learners) person(n int) person {
	p := l.named(n)
	p.id = l.id(n)
	p.email = p.slug + "@" + []string{"students.example.edu", "example.net", "mail.example.org"}[n%3]
	return p
}

func (l *learners) named(n int) person {
	if n%oddEvery == oddAt {
		k := n / oddEvery
		o := l.odd[k%len(l.odd)]
		slug := o.slug + round(k/len(l.odd))
		return person{username: slug, slug: slug, first: o.first, last: o.last}
	}
	place := n % len(l.pattern)
	name := l.pattern[place]
	k := n/len(l.pattern)*l.count[name] + l.rank[place]
	if name == "world" {
		return l.worldly(k)
	}
	return l.pools[name].name(k)
}

// worldly returns the k-th learner of those whose scripts take turns. Every other
// one has a username in that script, which an LMS allows if it is configured to.
func (l *learners) worldly(k int) person {
	scripts := worldScripts()
	script := scripts[k%len(scripts)]
	turn := k / len(scripts)
	p := l.pools[script].name(turn)
	p.slug = script + "." + p.slug // names of several scripts are written alike
	p.username = p.slug
	if turn%2 == 0 && script != "emoji" {
		p.username = strings.ReplaceAll(p.first+"_"+p.last, " ", "_") + p.round
	}
	return p
}

// worldScripts returns the scripts that take turns: those about whose width
// terminals disagree, and some about which they do not.
func worldScripts() []string {
	return []string{
		"devanagari", "thai", "tamil", "katakana", "bengali", "khmer", "telugu", "hangul_nfd", "kannada", "burmese", "malayalam", "lao", "gujarati",
		"tibetan", "gurmukhi", "sinhala", "odia", "amharic", "georgian", "armenian", "vietnamese_nfd", "persian", "pointed_hebrew", "mongolian", "emoji",
	}
}

// name returns the k-th name of a pool. All pairs come before one comes again, in an
// order that does not look like one; the step is a prime larger than any pool.
func (p *pool) name(k int) person {
	const step = 7919
	size := len(p.given) * len(p.family)
	pair := k % size * step % size
	given, family := p.given[pair%len(p.given)], p.family[pair/len(p.given)]
	who := person{first: given[0], last: family[0], round: round(k / size)}
	who.slug = given[1] + "_" + family[1] + who.round
	who.username = who.slug
	return who
}

// round distinguishes people of the same name.
func round(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n + 1)
}
