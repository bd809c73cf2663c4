package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/files"
	"examdesk/model"
)

// sharedFile reports whether others besides the owner can read a file. Windows has no
// such permissions.
func sharedFile(mode fs.FileMode) bool { return runtime.GOOS != "windows" && mode.Perm()&0o077 != 0 }

// store looks at the store and, with journal, at what the journal keeps for it. It
// reports whether it did the latter.
func (x *examination) store(ctx context.Context, c config.Config, journal bool) bool {
	t, err := x.ConfigEnv().Target(c)
	if err != nil {
		x.problem("store", model.Sentence(err), "Name a store with --store sqlite:PATH or in a profile.")
		return false
	}
	if !t.Configured {
		x.note("store", "none is named, and there is none at "+t.Path, "Name one with --store sqlite:PATH; without one the desk shows sample data.")
		return false
	}
	o, err := x.Look(ctx, c, t)
	if err != nil {
		remedy := "Check the path; examdesk store seed creates a store to try things out."
		if t.Server != "" {
			remedy = "Check the address, whether the server runs, and the sign-in: examdesk whoami."
		}
		x.problem("store", model.Sentence(err), remedy)
		return false
	}
	defer func() { _ = o.Close() }()
	s, info := o.Store, o.Store.Info()
	x.ok("store", info.Path)
	if strings.HasPrefix(info.Schema, "newer") {
		x.note("schema", info.Schema, "To write to it, use a version of examdesk that knows it.")
	} else {
		x.ok("schema", info.Schema)
	}
	if info.Migrated {
		x.ok("own tables", "there")
	} else {
		remedy := "Run: examdesk store migrate"
		if t.Server != "" {
			remedy = "Ask whoever runs the server to run examdesk store migrate there."
		}
		x.note("own tables", "none, so lists are slower and no reasons are kept", remedy)
	}
	if info.ReadOnly {
		x.note("access", info.ReadOnlyWhy, "Nothing, if you only want to read.")
	}
	if t.Server != "" {
		x.outboxThere(ctx, s, o.Actor.Reviewer)
	} else {
		x.outbox(ctx, s, c, t)
	}
	x.openings(s)
	if t.Server != "" {
		x.signedIn(o)
	} else {
		x.reviewer(ctx, s, t)
	}
	x.clock(ctx, s)
	if journal {
		x.kept(ctx, s)
	}
	return journal
}

// signedIn reports who acts at a server: whoever the token says.
func (x *examination) signedIn(o *setup.Opened) {
	x.ok("reviewer", o.Actor.Username.String()+", who is signed in at the server")
}

func (x *examination) reviewer(ctx context.Context, s model.PeopleReader, t config.Target) {
	if t.As == "" {
		x.note("reviewer", "no one is named, so nothing can be decided", "Name the person who decides with --as USERNAME or in the profile.")
		return
	}
	r, err := s.Person(ctx, t.As)
	if err == nil {
		err = model.Rights{Actor: model.Actor{Reviewer: r, Door: model.DoorDesk}}.MayAct()
	}
	if err != nil {
		x.problem("reviewer", model.Sentence(err), "Name a person who may decide with --as USERNAME or in the profile.")
		return
	}
	x.ok("reviewer", r.Username.String())
}

// clockSlack is how far two clocks may differ.
const clockSlack = time.Minute

// clock compares the clock with the newest row, since no row can be from the future.
func (x *examination) clock(ctx context.Context, s model.StoreReader) {
	newest, err := s.NewestChange(ctx)
	now := x.Clock().UTC()
	said := now.Format("2006-01-02 15:04:05 MST")
	switch {
	case err != nil && model.CodeOf(err) != model.CodeDenied:
		x.problem("clock", model.Sentence(err), "Run: examdesk store check")
	case newest == nil: // also for who may not read it
		x.ok("clock", said)
	case newest.After(now.Add(clockSlack)):
		x.problem("clock", fmt.Sprintf("it is %s here, but the store's newest change is from %s", said, newest.UTC().Format("2006-01-02 15:04:05 MST")),
			"Set the clock of this machine, or find out which other clock was ahead; ages and due dates are wrong until then.")
	default:
		x.ok("clock", said+"; the store's newest change is older")
	}
}

// journal checks the folder of decisions that are on their way. A missing folder is
// created with the first decision.
func (x *examination) journal() {
	dir, err := config.JournalDir()
	if err != nil {
		x.problem("journal", model.Sentence(err), "Set HOME, or XDG_STATE_HOME to a folder of yours.")
		return
	}
	if err := files.Refused(files.CheckPresent(dir), "The journal"); err != nil {
		detail, remedy := parted(model.Sentence(err))
		x.problem("journal", detail, remedy)
		return
	}
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		above := dir
		for errors.Is(err, fs.ErrNotExist) && filepath.Dir(above) != above {
			above = filepath.Dir(above)
			info, err = os.Stat(above)
		}
		if err == nil && info.IsDir() && canWrite(above) {
			x.ok("journal", dir+" is made with the first decision")
			return
		}
		x.problem("journal", dir+" is not there and cannot be made", "Create it, or set XDG_STATE_HOME to a folder that you can write to.")
		return
	}
	switch {
	case err != nil || !info.IsDir() || !canWrite(dir):
		x.problem("journal", dir+" cannot be written to, so no decision can be made", "Make it writable, or set XDG_STATE_HOME to another folder.")
	case sharedFile(info.Mode()):
		x.problem("journal", fmt.Sprintf("others can look into %s (%s)", dir, info.Mode().Perm()), "Run: chmod 700 "+dir)
	default:
		x.ok("journal", dir)
	}
}

// canWrite tries to write, since permissions do not reveal a full or read-only disk.
func canWrite(dir string) bool {
	f, err := os.CreateTemp(dir, ".examdesk-doctor-*")
	if err != nil {
		return false
	}
	_, err = f.WriteString("x")
	return errors.Join(err, f.Close(), os.Remove(f.Name())) == nil
}

func (x *examination) terminal() {
	const least, lines = 80, 24
	width, height, err := printer.Size(x.Factory)
	switch {
	case !x.IsTerminal || err != nil:
		x.note("terminal", "none; commands work without one, but the desk does not", "Start the desk in a terminal.")
	case width < least || height < lines:
		x.note("terminal", fmt.Sprintf("%d × %d", width, height), fmt.Sprintf("Enlarge the terminal; the desk needs at least %d × %d to show everything.", least, lines))
	default:
		x.ok("terminal", fmt.Sprintf("%d × %d, %s", width, height, cmp.Or(os.Getenv("TERM"), "of a kind that is not said")))
	}
	switch {
	case os.Getenv("NO_COLOR") != "":
		x.ok("colours", "none, as NO_COLOR asks")
	case os.Getenv("TERM") == "dumb" || os.Getenv("TERM") == "" && runtime.GOOS != "windows":
		x.note("colours", "none, because TERM does not name a terminal with colours", "Set TERM, e.g. to xterm-256color.")
	default:
		x.ok("colours", cmp.Or(os.Getenv("COLORTERM"), os.Getenv("TERM"), "by the terminal"))
	}
	if locale := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_CTYPE"), os.Getenv("LANG")); kit.ASCIIOnly(os.Getenv) {
		x.note("locale", locale+" is not UTF-8: lines are drawn with ASCII", "Set LANG to a UTF-8 locale, e.g. C.UTF-8.")
	} else {
		x.ok("locale", cmp.Or(locale, "not set; UTF-8 is assumed"))
	}
}

// zones checks the reader's own time zone; those of learners are built in. An unknown
// zone silently counts as UTC.
func (x *examination) zones() {
	if zone := strings.TrimPrefix(os.Getenv("TZ"), ":"); zone != "" {
		if _, err := time.LoadLocation(zone); err != nil && !filepath.IsAbs(zone) {
			x.problem("time zone", fmt.Sprintf("TZ is %q, which is not a time zone, so times are shown in UTC", zone), "Set TZ to a zone such as Europe/Oslo, or unset it.")
			return
		}
	}
	x.ok("time zone", "here it is "+x.Clock().In(time.Local).Format("15:04 MST (-07:00)"))
}
