package serve

import (
	"context"
	"strings"
	"testing"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/cli/setup/setuptest"
	"examdesk/model"
)

// apps is a store with the user vendor and the application old.
type apps struct {
	kittest.Fake
	added []model.NewApplication
}

func (s *apps) Person(_ context.Context, username string) (model.Reviewer, error) {
	if username == "vendor" {
		return model.Reviewer{ID: 2, Username: "vendor"}, nil
	}
	return model.Reviewer{}, model.Errorf(model.CodeNotFound, "There is no user %q in this store.", username)
}

func (s *apps) Applications(context.Context) ([]model.Application, error) {
	at := kittest.Now()
	return []model.Application{{ID: 1, Name: "old", ClientID: "c1", User: "vendor", Created: at, Revoked: &at}, {ID: 2, Name: "new", ClientID: "c2", User: "vendor", Created: at}}, nil
}

func (s *apps) AddApplication(_ context.Context, n model.NewApplication) (model.Application, error) {
	if n.Name == "old" {
		return model.Application{}, model.Errorf(model.CodeConflict, "There is an application %q already.", n.Name)
	}
	s.added = append(s.added, n)
	return model.Application{Name: n.Name, ClientID: n.ClientID, User: model.Text(n.Username), Created: kittest.Now()}, nil
}

func (s *apps) RevokeApplication(_ context.Context, name string) (model.Application, error) {
	if name != "old" {
		return model.Application{}, model.Errorf(model.CodeNotFound, "There is no application %q.", name)
	}
	at := kittest.Now()
	return model.Application{Name: name, Revoked: &at}, nil
}

func TestFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, NewCmdAppAdd, "x", "--user", "vendor", "--yes"); o.Name != "x" || o.User != "vendor" || !o.Yes {
		t.Errorf("options %+v", o)
	}
	if o := kittest.Options(t, NewCmdAppRevoke, "x", "--dry-run"); o.Name != "x" || !o.DryRun {
		t.Errorf("options %+v", o)
	}
	if o := kittest.Options(t, NewCmdAppList, "--json", "--limit", "2"); !o.AsJSON || o.Limit != 2 {
		t.Errorf("options %+v", o)
	}
	o := kittest.Options(t, setuptest.Cmd(NewCmd), "--listen", "127.0.0.1:1", "--tls-cert", "c", "--tls-key", "k", "--origin", "https://a.example.com", "--no-deliver", "--strict", "--proxy", "127.0.0.1,10.0.0.0/8")
	if o.Listen != "127.0.0.1:1" || o.Cert != "c" || o.Key != "k" || len(o.Origins) != 1 || !o.NoDeliver || !o.Strict || len(o.Proxies) != 2 {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdAppAdd)
	kittest.BadUsage(t, NewCmdAppRevoke)
}

func TestAppAddRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		name, user string
		change     kit.Change
		refuse     error
		status     int
		says       []string
		added      int
	}{
		"added":       {"x", "vendor", kit.Change{Yes: true}, nil, 0, []string{"client_id      ", "client_secret  ", "The secret is not shown again."}, 1},
		"JSON":        {"x", "vendor", kit.Change{Yes: true, AsJSON: true}, nil, 0, []string{`"client_secret": "`, `"username": "vendor"`}, 1},
		"dry":         {"x", "vendor", kit.Change{DryRun: true}, nil, 0, []string{"Register x, which may do what vendor may?"}, 0},
		"dry, JSON":   {"x", "vendor", kit.Change{DryRun: true, AsJSON: true}, nil, 0, []string{`"name": "x"`, `"username": "vendor"`}, 0},
		"without yes": {"x", "vendor", kit.Change{}, nil, 2, []string{"--yes"}, 0},
		"no user":     {"x", "nobody", kit.Change{Yes: true}, nil, 5, nil, 0},
		"taken":       {"old", "vendor", kit.Change{Yes: true}, nil, 3, nil, 0},
		"denied":      {"x", "vendor", kit.Change{DryRun: true}, kittest.Denied(), 4, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &apps{}
			s.Refuse = x.refuse
			d := kittest.On(t, &kit.Opened{Store: s}, "")
			d.IsTerminal = false
			d.Says(t, appAddRun(t.Context(), &AppOptions{Factory: d.Factory, Change: x.change, Name: x.name, User: x.user}), x.status, x.says...)
			if len(s.added) != x.added {
				t.Fatalf("added %v", s.added)
			}
			for _, n := range s.added { // the secret itself is not kept
				if !strings.HasPrefix(n.SecretHash, "$2") || strings.Contains(d.Said.String(), n.SecretHash) {
					t.Errorf("kept %q", n.SecretHash)
				}
			}
			s.AskedOnly(t, model.DeedKeepApplications)
		})
	}
}

func TestAppRevokeRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		name   string
		change kit.Change
		status int
		says   string
	}{
		"revoked":     {"old", kit.Change{Yes: true}, 0, "old can no longer sign in."},
		"JSON":        {"old", kit.Change{Yes: true, AsJSON: true}, 0, `"revoked": "2026`},
		"dry":         {"old", kit.Change{DryRun: true}, 0, "Refuse old from now on?"},
		"none":        {"x", kit.Change{Yes: true}, 5, "There is no application"},
		"without yes": {"old", kit.Change{}, 2, "--yes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := kittest.On(t, &kit.Opened{Store: &apps{}}, "")
			d.IsTerminal = false
			d.Says(t, appRevokeRun(t.Context(), &AppOptions{Factory: d.Factory, Change: x.change, Name: x.name}), x.status, x.says)
		})
	}
}

func TestAppListRun(t *testing.T) {
	t.Parallel()
	for want, list := range map[string]printer.List{"old\tvendor\tc1\t2026-11-20 16:00 UTC\t2026-11-20 16:00 UTC": {}, `"revoked": null`: {AsJSON: true}} {
		d := kittest.On(t, &kit.Opened{Store: &apps{}}, "")
		d.IsTerminal = false
		d.Says(t, appListRun(t.Context(), &AppListOptions{Factory: d.Factory, List: list}), 0, want)
	}
	d := kittest.On(t, &kit.Opened{Store: &apps{}}, "")
	d.Says(t, appListRun(t.Context(), &AppListOptions{Factory: d.Factory, List: printer.List{Limit: -1}}), 2)
}

// Plain HTTP is for this machine alone, and a certificate needs its key.
func TestWhereToListen(t *testing.T) {
	t.Parallel()
	for listen, ok := range map[string]bool{
		"127.0.0.1:0": true, "[::1]:0": true, "localhost:80": true, ":8080": false, "0.0.0.0:80": false, "example.com:80": false, "nothing": false, "192.168.1.5:80": false,
	} {
		o := &Options{Listen: listen}
		if _, err := o.certificate(); (err == nil) != ok || err != nil && model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%s: %v", listen, err)
		}
	}
	for _, o := range []*Options{{Listen: ":1", Cert: "c"}, {Listen: ":1", Key: "k"}, {Listen: ":1", Cert: "/nowhere", Key: "/nowhere"}} {
		if _, err := o.certificate(); model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
