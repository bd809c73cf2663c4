package config

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"examdesk/backends"
	"examdesk/client/lms"
	"examdesk/client/lms/api"
	"examdesk/client/signin"
	"examdesk/guard"
	"examdesk/mirror"
	"examdesk/mirror/pages"
	"examdesk/model"
	"examdesk/store"
)

// atThisLMS is an LMS while it is being opened.
type atThisLMS struct {
	env    Env
	config Config
	target Target
	api    *api.Client
	tokens *signin.Source
	me     member
	file   *mirror.File
	pages  *pages.Source
	rows   *store.Store
	// followed ends the follower.
	followed func()
}

// openLMS opens the store at an LMS: what is asked is answered by a mirror, which is
// filled from the LMS, and what is changed goes to the LMS.
func (e Env) openLMS(ctx context.Context, c Config, t Target) (*Opened, error) {
	if c.Profiles[c.ProfileName].Database.URL != "" {
		return nil, model.Errorf(model.CodeUnsupported, "This version does not read an LMS's database yet; remove database from the profile %s to read its pages.", c.ProfileName)
	}
	if _, err := DropUnused(e.Clock()); err != nil {
		return nil, err
	}
	l := &atThisLMS{env: e, config: c, target: t, followed: func() {}}
	o, err := l.open(ctx)
	if err != nil {
		return nil, errors.Join(err, l.close())
	}
	return o, nil
}

// close closes what is open of it.
func (l *atThisLMS) close() error {
	l.followed()
	var errs []error
	if l.rows != nil {
		errs = append(errs, l.rows.Close())
	}
	if l.file != nil {
		errs = append(errs, l.file.Close())
	}
	return errors.Join(errs...)
}

func (l *atThisLMS) open(ctx context.Context) (*Opened, error) {
	var err error
	if l.api, l.tokens, err = l.env.lmsAPI(ctx, l.config, l.target); err != nil {
		return nil, err
	}
	if err := l.mirror(ctx); err != nil {
		return nil, err
	}
	if l.rows, err = mirror.OpenStore(ctx, l.file.Path(), store.Options{}); err != nil {
		return nil, err
	}
	o := &Opened{rows: l.rows, close: l.close, Config: l.config, Target: l.target, log: slog.New(slog.DiscardHandler)}
	if l.env.Log != nil {
		o.log = l.env.Log
	}
	if o.whole, err = l.env.engineOn(o); err != nil {
		return nil, err
	}
	o.Actor = model.Actor{Door: model.DoorDesk, Authenticated: true, Origin: l.env.origin()}
	if o.Actor.Reviewer, err = o.whole.As(model.Nobody(model.DoorDesk)).Person(ctx, l.me.username); err != nil {
		return nil, err
	}
	if err := l.store(ctx, o); err != nil {
		return nil, err
	}
	if l.env.Opened != nil {
		l.env.Opened(o.Store)
	}
	return o, nil
}

// store puts together what answers and what changes.
func (l *atThisLMS) store(ctx context.Context, o *Opened) error {
	l.pages = pages.New(l.file, pagesOf{l.api}, l.env.Clock)
	reader, err := pages.NewReader(ctx, o.whole.As(o.Actor), l.pages, l.me.courses)
	if err != nil {
		return err
	}
	if l.env.Follows {
		l.follow(reader)
	}
	diary, err := l.diary()
	if err != nil {
		return err
	}
	o.Part = reader
	o.Store = lms.New(lms.Config{
		API: l.api, URL: l.target.LMS, Reads: reader, Taker: pages.Taker{File: l.file, Clock: l.env.Clock}, Reviews: backends.Formats{}, Diary: diary,
		Release: o.Rules.Release, ReadOnly: l.readOnly(o), Clock: l.env.Clock,
	})
	return nil
}

// readOnly is why nothing may be changed, empty if it may.
func (l *atThisLMS) readOnly(o *Opened) string {
	switch {
	case l.target.ReadOnly:
		return "The store was opened for reading only."
	case o.Actor.ID == unknownID:
		return "The LMS does not say which user you are, so your own attempts could not be told from others': nothing can be changed."
	}
	return ""
}

// diary is the file of what the person does at the LMS. It is kept beside the journal,
// not in the mirror, which may be dropped at any time.
func (l *atThisLMS) diary() (*lms.Diary, error) {
	dir, err := StateDir()
	if err != nil {
		return nil, err
	}
	name := filepath.Base(mirror.Path("", l.target.LMS, l.me.username))
	return lms.OpenDiary(filepath.Join(dir, "lms", name+".deeds"), 0, l.env.Clock), nil
}

// follow keeps the mirror up to date in the background, as soon as no other program does.
func (l *atThisLMS) follow(reader *pages.Reader) {
	ctx, stop := context.WithCancel(api.Background(context.Background()))
	done := guard.Start("following the LMS", func() (struct{}, error) {
		return struct{}{}, l.lead(ctx, reader)
	})
	l.followed = func() {
		stop()
		<-done
	}
}

// leasePause is how long a follower waits before it looks again whether another program
// still follows.
const leasePause = 5 * time.Second

// lead follows while this program has the mirror's lease.
func (l *atThisLMS) lead(ctx context.Context, reader *pages.Reader) error {
	for ctx.Err() == nil {
		lease, err := mirror.TryLease(l.file.Path())
		if err != nil {
			return err
		}
		if lease == nil {
			_ = paused(ctx, leasePause)
			continue
		}
		reader.Live(true)
		l.pages.Follow(ctx, paused)
		reader.Live(false)
		return lease.End()
	}
	return nil
}

// paused waits, and fails when the context ends.
func paused(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}

// mirror opens the mirror of the LMS for who is signed in, and makes it if there is none,
// or one of somebody else. If the LMS cannot be reached, one is opened whose person the
// LMS has confirmed not long ago.
func (l *atThisLMS) mirror(ctx context.Context) error {
	path, err := MirrorPath(l.config, l.target)
	if err != nil {
		return err
	}
	asking := l.me.ask(ctx, l.api, l.config.Profiles[l.config.ProfileName].Courses)
	if asking != nil && model.CodeOf(asking) != model.CodeUnavailable {
		return asking
	}
	if asking != nil {
		if err := l.recent(ctx, asking); err != nil {
			return err
		}
	}
	if err := l.openMirror(ctx, path, asking); err != nil {
		return err
	}
	now := l.env.Clock()
	if err := os.Chtimes(path, now, now); err != nil {
		return model.Wrap(err, model.CodeUnavailable, "The mirror %s cannot be used.", path)
	}
	return nil
}

// recent refuses a mirror whose person the LMS has not confirmed for a day.
func (l *atThisLMS) recent(ctx context.Context, asking error) error {
	token, err := LoginAt(l.config, l.target.LMS).Token(ctx)
	if err != nil {
		return err
	}
	if l.env.Clock().Sub(token.Issued) > signInAge {
		return model.Wrap(asking, model.CodeUnavailable, "%s What was read of it before is only shown within a day after the LMS has last confirmed who you are.", model.Sentence(asking))
	}
	return nil
}

// openMirror opens the mirror at a path.
func (l *atThisLMS) openMirror(ctx context.Context, path string, asking error) error {
	f, err := mirror.Open(ctx, path)
	if err == nil {
		var p mirror.Position
		if p, err = f.Position(ctx); err == nil {
			if asking != nil {
				l.file = f
				return l.me.remember(p)
			}
			ready, migrated := f.Migrated(ctx)
			if migrated == nil && ready && p.Source.Identity == l.me.username {
				l.file = f
				return l.me.write(ctx, f)
			}
		}
		if closing := f.Close(); closing != nil {
			return closing
		}
	}
	switch {
	case asking != nil:
		return asking
	case err != nil && model.CodeOf(err) != model.CodeNotFound && model.CodeOf(err) != model.CodeUnsupported:
		return err
	}
	// There is none, or it is of somebody else or of another version.
	if err := DropMirror(path); err != nil {
		return err
	}
	return l.createMirror(ctx, path)
}

func (l *atThisLMS) createMirror(ctx context.Context, path string) error {
	now := l.env.Clock()
	first := mirror.Position{
		Source: mirror.Source{Kind: mirror.KindPages, Address: l.target.LMS, Identity: l.me.username},
		Scope:  mirror.Scope{Courses: slices.Clone(l.me.courses)}, State: mirror.Filling, Made: now, Since: now, NotVisible: pages.Invisible(),
	}
	f, err := mirror.Create(ctx, path, first, false)
	if err != nil {
		return err
	}
	l.file = f
	if err := noteOwner(path, l.target.LMS); err != nil {
		return err
	}
	if err := f.Migrate(ctx, nil); err != nil {
		return err
	}
	return l.me.write(ctx, f)
}

// pagesOf is the API as the source of a mirror asks it.
type pagesOf struct{ *api.Client }

func (p pagesOf) Attempts(ctx context.Context, course string, page int) (pages.Page, error) {
	out, err := p.Client.Attempts(ctx, course, page)
	return pages.Page(out), err
}

func (p pagesOf) SearchAttempts(ctx context.Context, course, search string, page int) (pages.Page, error) {
	out, err := p.Client.SearchAttempts(ctx, course, search, page)
	return pages.Page(out), err
}

// LMSMirror is the mirror of an LMS, open to be filled.
type LMSMirror struct {
	l *atThisLMS
	*pages.Source
}

// OpenMirror opens the mirror of an LMS to be filled, for who is signed in.
func (e Env) OpenMirror(ctx context.Context, c Config, t Target) (*LMSMirror, error) {
	l := &atThisLMS{env: e, config: c, target: t, followed: func() {}}
	var err error
	if l.api, l.tokens, err = e.lmsAPI(ctx, c, t); err == nil {
		err = l.mirror(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, l.close())
	}
	return &LMSMirror{l, pages.New(l.file, pagesOf{l.api}, e.Clock)}, nil
}

// Courses returns the courses that are read.
func (m *LMSMirror) Courses() []string { return m.l.me.courses }

// Part returns how much of a course has been read.
func (m *LMSMirror) Part(ctx context.Context, course string) (pages.Part, error) {
	p, err := m.l.file.Position(ctx)
	return pages.PartOf(p, course), err
}

// Close closes the mirror.
func (m *LMSMirror) Close() error { return m.l.close() }
