package lmsfile

import (
	"path"
	"regexp"
	"strings"
)

// variable is an environment variable as a file sets it.
type variable struct {
	name, value string
	at          place
	// template reports whether the value refers to another variable; passed reports
	// whether it is taken from the environment of whoever starts the program.
	template, passed bool
}

// isDotenv reports whether a file is a file of variables, judged by its name.
func isDotenv(file string) bool {
	base := strings.ToLower(path.Base(strings.ReplaceAll(file, `\`, "/")))
	switch path.Ext(base) {
	case ".env":
		return true
	case ".yml", ".yaml", ".json", ".py":
		return false
	}
	return strings.HasPrefix(base, ".env.")
}

// maxFaults is how many broken lines of one file are reported.
const maxFaults = 20

// maxVariables is how many variables of one file are read.
const maxVariables = 5000

var (
	assigns   = regexp.MustCompile(`^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*`)
	nothing   = regexp.MustCompile(`^[ \t]*(?:#.*)?$`)
	remark    = regexp.MustCompile(`(?:^|[ \t])#.*$`)
	refersOut = regexp.MustCompile(`\$(?:\{|[A-Za-z_])`)
)

// dotenv reads lines of NAME=value as `docker compose` and python-dotenv do. Libraries
// do not fit here: they silently insert the values of other variables, forget the line,
// and quote the text in their errors.
func (p *parser) dotenv(file, text string) []variable {
	d := dotenvReader{p: p, file: file, text: text, rest: text}
	for d.rest != "" && d.broken < maxFaults {
		if len(d.vars) == maxVariables {
			p.tooMany(place{file, d.line + 1})
			break
		}
		d.read()
	}
	return d.vars
}

func (p *parser) tooMany(at place) {
	p.find(Error, "too_much", at, "", "The file sets too many variables; those from here on were not read.", "Name a file with only the LMS's settings.")
}

type dotenvReader struct {
	p          *parser
	file       string
	text, rest string
	line       int
	// ended is the length in bytes of the line break before rest.
	ended  int
	broken int
	vars   []variable
}

// next returns the next line without its line break.
func (d *dotenvReader) next() string {
	line, rest, ended := strings.Cut(d.rest, "\n")
	d.rest, d.ended = rest, 0
	if ended {
		d.ended = 1
	}
	d.line++
	return line
}

func (d *dotenvReader) fault(line int, what string) {
	d.broken++
	d.p.find(Error, "broken_dotenv", place{d.file, line}, "", what, "Write NAME=value on a line of its own, with quotation marks around a value that has spaces or # in it.")
}

func (d *dotenvReader) read() {
	line := d.next()
	if nothing.MatchString(line) {
		return
	}
	m := assigns.FindStringSubmatch(line)
	if m == nil {
		d.fault(d.line, "The line does not set a variable.")
		return
	}
	v, value := variable{name: m[1], at: place{d.file, d.line}}, line[len(m[0]):]
	if value == "" || value[0] != '\'' && value[0] != '"' {
		v.value = strings.TrimRight(remark.ReplaceAllString(value, ""), " \t")
		v.template = refersOut.MatchString(v.value)
		d.vars = append(d.vars, v)
		return
	}
	d.quoted(v, value)
}

// quoted reads a value in quotation marks, which may span lines. Within single quotes
// no character is special.
func (d *dotenvReader) quoted(v variable, value string) {
	start, mark := d.line, value[0]
	whole := d.text[len(d.text)-len(d.rest)-d.ended-len(value)+1:] // from behind the mark on
	end := endOf(whole, mark)
	if end < 0 {
		d.rest = ""
		d.fault(start, "The value's opening quotation mark is never closed.")
		return
	}
	inner := whole[:end]
	d.line += strings.Count(inner, "\n")
	behind, rest, _ := strings.Cut(whole[end+1:], "\n")
	d.rest = rest
	if !nothing.MatchString(behind) {
		d.fault(d.line, "There is something after the value's closing quotation mark.")
		return
	}
	v.value = inner
	if mark == '"' {
		v.template = refersOut.MatchString(strings.ReplaceAll(strings.ReplaceAll(inner, `\\`, ""), `\$`, ""))
		v.value = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\$`, `$`, `\n`, "\n", `\r`, "\r", `\t`, "\t").Replace(inner)
	}
	d.vars = append(d.vars, v)
}

// endOf returns where the closing quotation mark is, or -1.
func endOf(s string, mark byte) int {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && mark == '"':
			i++
		case s[i] == mark:
			return i
		}
	}
	return -1
}
