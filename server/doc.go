// Package server is a state store over HTTP: edx-proctoring's REST API v1 (package
// apiv1), the token address, health and metrics. Who asks is found out by package
// auth; what they may do is the state store's to say.
package server
