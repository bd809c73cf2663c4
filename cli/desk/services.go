package desk

import (
	"context"
	"net"
	"net/http"
	"time"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/simulator"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/guard"
	"examdesk/model"
)

// demoRESTService is the REST service at which the sample data have exams.
const demoRESTService = "proctorco"

// demoServices starts stand-ins for the sample data's proctoring services on this
// machine, so that there is something to check: one works, one refuses its secret.
// They end with stop.
func demoServices(ctx context.Context, a *setup.Setup) (c config.Config, stop func(), err error) {
	svc, err := simulator.New(simulator.Config{PSI: simulator.NewPSIKeys(), REST: simulator.NewRESTKeys(), Version: a.Version, Clock: a.Clock})
	if err != nil {
		return c, nil, err
	}
	svc.SetFault(simulator.EndpointToken, simulator.FaultSecret)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		svc.Close()
		return c, nil, model.Wrap(err, model.CodeUnavailable, "The stand-ins for the sample data's proctoring services could not be started.")
	}
	server := &http.Server{Handler: svc, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second}
	guard.Start("standing in for the services", func() (struct{}, error) { return struct{}{}, server.Serve(listener) }) // ends with Close
	stop = func() { svc.Close(); _ = server.Close() }
	text, err := svc.Snippet("http://" + listener.Addr().String())
	if err == nil {
		err = yaml.Unmarshal([]byte(text), &c.Platform)
	}
	if err != nil {
		stop()
		return c, nil, model.Wrap(err, model.CodeInternal, "The settings of the sample data's services cannot be read.")
	}
	c.ObfuscationKey = "made for the sample data"
	c.Backends[demoRESTService] = c.Backends[simulator.RESTName]
	delete(c.Backends, simulator.RESTName)
	return c, stop, nil
}
