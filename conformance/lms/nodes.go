//go:build e2e

package lms

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Node is one of the servers of the database.
type Node struct {
	// OwnerDSN and ReadDSN are for the driver go-sql-driver/mysql. Neither goes by way of
	// the LMS's Wire.
	OwnerDSN, ReadDSN string

	data, socket, log string
	port              int
	// join are the arguments with which it starts beside others that run.
	join []string
	p    *process
}

// galera is where Debian's galera-4 has the provider, which mariadb-server brings along.
const galera = "/usr/lib/galera/libgalera_smm.so"

// Node is one of the database's servers, from 0, which the LMS uses.
func (l *LMS) Node(number int) *Node { return l.it.nodes[number] }

// Env has a program inside the LMS use this node.
func (n *Node) Env() []string { return []string{"LMS_DB_SOCKET=" + n.socket} }

// Stop ends the server as a shutdown does, or as a crash. A node of a cluster that
// crashed does not come back.
func (n *Node) Stop(crash bool) {
	if n.p != nil {
		n.p.stop(crash)
	}
}

// Start starts the server after a shutdown; it joins the nodes that run.
func (n *Node) Start(t testing.TB) {
	t.Helper()
	n.start(t, n.join)
}

func (n *Node) start(t testing.TB, more []string) {
	t.Helper()
	n.p = server(t, n.data, n.socket, n.log, n.port, more)
}

// startNodes starts the database on a copy of a template.
func (l *LMS) startNodes(template string) {
	l.t.Helper()
	count := max(1, l.it.opts.Nodes)
	var addresses []string
	for i := range count {
		suffix := ""
		if i > 0 {
			suffix = strconv.Itoa(i)
		}
		at := filepath.Join(l.Dir, "mariadb"+suffix)
		n := &Node{data: at, socket: filepath.Join(l.Dir, "db"+suffix+".sock"), log: at + ".log", port: freePort(l.t), join: l.it.opts.Server}
		n.OwnerDSN, n.ReadDSN = dsn(owner, n.port), dsn(reader, n.port)
		l.it.nodes = append(l.it.nodes, n)
		addresses = append(addresses, "127.0.0.1:"+strconv.Itoa(freePort(l.t)))
	}
	first := l.it.nodes[0]
	copied(l.t, template, first.data)
	if count == 1 {
		first.start(l.t, first.join)
		return
	}
	for i, n := range l.it.nodes {
		n.join = append([]string{
			"--wsrep-on=ON", "--wsrep-provider=" + galera, "--wsrep-cluster-address=gcomm://" + strings.Join(addresses, ","), "--binlog-format=ROW",
			"--innodb-autoinc-lock-mode=2", "--wsrep-sst-method=handover", "--wsrep-node-name=node" + strconv.Itoa(i), "--wsrep-node-address=" + addresses[i],
			fmt.Sprintf("--wsrep-provider-options=gmcast.listen_addr=tcp://%s;ist.recv_addr=127.0.0.1:%d;gcache.size=32M", addresses[i], freePort(l.t)),
		}, l.it.opts.Server...)
	}
	// Copies of a node that was part of the cluster lack nothing but the changes since.
	alone := append([]string{"--wsrep-new-cluster"}, first.join...)
	first.start(l.t, alone)
	first.synced(l.t)
	first.Stop(false)
	for _, n := range l.it.nodes[1:] {
		copied(l.t, first.data, n.data)
	}
	first.start(l.t, alone)
	for _, n := range l.it.nodes[1:] {
		n.start(l.t, n.join)
		n.synced(l.t)
	}
}

// synced waits until a node takes part in the cluster.
func (n *Node) synced(t testing.TB) {
	t.Helper()
	db := open(t, socketDSN(n.socket))
	defer func() { _ = db.Close() }()
	n.p.wait(t, "Galera", func() error {
		var name, state string
		if err := db.QueryRowContext(t.Context(), "SHOW STATUS LIKE 'wsrep_local_state_comment'").Scan(&name, &state); err != nil {
			return err
		}
		if state != "Synced" {
			return errors.New("the node is " + state)
		}
		return nil
	})
}
