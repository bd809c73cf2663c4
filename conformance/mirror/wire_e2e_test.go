//go:build e2e

package mirror

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"examdesk/mirror"
	"examdesk/mirror/database"
	"examdesk/model"
)

// cutter stands between a follower and the database, and cuts the connection after a
// number of pieces that the database answered.
type cutter struct {
	port  int
	after atomic.Int64 // pieces; negative for never
	mu    sync.Mutex
	open  []net.Conn
}

func newCutter(t *testing.T) *cutter {
	t.Helper()
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	c := &cutter{port: l.Addr().(*net.TCPAddr).Port}
	c.after.Store(-1)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server := must(net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(mariadb.port)))
			c.mu.Lock()
			c.open = append(c.open, client, server)
			c.mu.Unlock()
			go func() { _, _ = io.Copy(server, client); _ = server.Close() }()
			go c.back(client, server)
		}
	}()
	return c
}

func (c *cutter) back(client, server net.Conn) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := server.Read(buffer)
		if err == nil && c.after.Load() >= 0 && c.after.Add(-1) < 0 {
			err = errors.New("cut")
		}
		if err == nil {
			_, err = client.Write(buffer[:n])
		}
		if err != nil {
			_ = client.Close()
			_ = server.Close()
			return
		}
	}
}

// Test 9: the connection breaks in each statement. One error, and the next question
// finds everything.
func TestE2EConnectionCut(t *testing.T) {
	s := newSite(t)
	s.seed(60)
	c := newCutter(t)
	through := func(cfg *database.Config) { cfg.Port = strconv.Itoa(c.port) }
	failed := 0
	for cut := range int64(60) {
		f := s.follow(t.TempDir()+"/m.sqlite3", through)
		c.after.Store(cut)
		err := f.Sync(ctx(), f.path, false, nil)
		c.after.Store(-1)
		if err != nil {
			failed++
			if model.CodeOf(err) != model.CodeUnavailable || strings.Contains(err.Error(), secret) {
				t.Fatalf("cut after %d: %v", cut, err)
			}
			check(f.Sync(ctx(), f.path, false, nil))
		}
		s.status(s, cut%60+1, "verified", time.Hour+time.Duration(cut)*time.Second)
		c.after.Store(cut % 12)
		err = f.Poll(ctx())
		if _, also := f.Sweep(ctx()); err == nil {
			err = also
		}
		if err != nil {
			failed++
		}
		c.after.Store(-1)
		f.poll()
		f.same(fmt.Sprint("cut after ", cut))
		check(f.Close())
	}
	if failed < 40 {
		t.Errorf("only %d failures: the connection was cut too rarely to show anything", failed)
	}
}

// Test 9: the credentials of a lease change while the database is followed.
func TestE2ELeaseOfCredentials(t *testing.T) {
	s := newSite(t)
	s.seed(40)
	c := newCutter(t)
	var asked []bool
	var given atomic.Value
	given.Store(s.password)
	f := s.filled(func(cfg *database.Config) {
		cfg.Port = strconv.Itoa(c.port)
		cfg.Credentials = func(_ context.Context, again bool) (database.Credentials, error) {
			asked = append(asked, again)
			if again {
				given.Store("fake-second-secret")
			}
			return database.Credentials{User: s.user, Password: model.NewSecret(given.Load().(string))}, nil
		}
	})
	s.do("ALTER USER '" + s.user + "'@'%' IDENTIFIED BY 'fake-second-secret'")
	c.after.Store(0)
	_ = f.Poll(ctx())
	c.after.Store(-1)
	s.status(s, 1, "verified", time.Hour)
	f.poll()
	f.same("with the new credentials")
	if last := asked[len(asked)-1]; !last {
		t.Errorf("asked %v", asked)
	}
	s.do("ALTER USER '" + s.user + "'@'%' IDENTIFIED BY 'fake-third-secret'")
	c.after.Store(0)
	_ = f.Poll(ctx())
	c.after.Store(-1)
	err := f.Poll(ctx())
	if model.CodeOf(err) != model.CodeDenied || strings.Contains(err.Error(), "fake-second-secret") {
		t.Errorf("refused for good: %v", err)
	}
	if f.count(mirror.Attempts) == 0 {
		t.Error("nothing is left to be shown")
	}
}

// Test 9: a statement that takes too long is ended by the server, and asked again.
func TestE2EStatementLimit(t *testing.T) {
	s := newSite(t)
	s.seed(400)
	f := s.follow(t.TempDir()+"/m.sqlite3", func(cfg *database.Config) { cfg.Pace.Limit = time.Microsecond })
	err := f.Sync(ctx(), f.path, false, nil)
	if model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(model.Sentence(err), "too long") {
		t.Errorf("%v", err)
	}
	var server *mysql.MySQLError
	if !errors.As(err, &server) || server.Number != 1969 {
		t.Errorf("%v", err)
	}
}

// Test 9: a server that may only be read is followed as any other.
func TestE2ETheSessionCannotWrite(t *testing.T) {
	s := newSite(t)
	s.seed(40)
	s.do("GRANT ALL ON " + s.name + ".* TO '" + s.user + "'@'%'")
	before := s.number("SELECT count(*) FROM " + mirror.AttemptHistory)
	f := s.filled(nil)
	f.sweep()
	f.same("with all rights")
	seen, err := f.Look(ctx())
	if err != nil || seen.Cipher != "" || seen.Source.Version == "" {
		t.Errorf("%+v, %v", seen, err)
	}
	if after := s.number("SELECT count(*) FROM " + mirror.AttemptHistory); after != before {
		t.Errorf("%d rows of history, %d before", after, before)
	}
}
