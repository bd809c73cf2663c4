// Package simulator is a proctoring service for training, tests and
// demonstrations. It speaks PSI's protocol and the REST one as edx-proctoring
// 5.2.0 expects them of a service, sends ready and review callbacks when it is
// told to, and can be broken in every way in which a service breaks.
package simulator
