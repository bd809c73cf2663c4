// Package clients lets the programs that speak to edx-proctoring speak to a running
// server: edx-rest-api-client, Proctortrack's plug-in, a learner's browser, and the
// mock service as a vendor.
package clients
