// Package psi speaks the formats of PSI's SoftwareSecure (RPNow) as
// edx-proctoring 5.2.0 does: the registration of an attempt and its signature,
// the review callback, the recording's link. It is pure: keys and times are
// handed in, nothing is sent.
package psi

// Name is the service's name in the settings and in an exam's backend.
const Name = "software_secure"
