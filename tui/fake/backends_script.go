package fake

import (
	"time"

	"examdesk/model"
)

func well(name string, ms int, seen model.Text) model.Check {
	return model.Check{Name: name, State: model.CheckPass, Seen: seen, Took: time.Duration(ms) * time.Millisecond}
}

// failing is a service with a wrong clock and a wrong secret.
func failing() []model.Check {
	return []model.Check{
		well("configuration", 2, "7 of 7 keys, 3 of them secret."),
		well("crypto_key", 1, "24 bytes, three different parts."),
		well("video_key", 1, "32 hex digits."),
		well("dns", 12, "psi.example.com is 203.0.113.20."),
		well("tcp", 34, "Port 443 answers."),
		well("tls", 88, "TLS 1.3, certificate until Wed 3 Mar 2027."),
		{
			Name: "clock", State: model.CheckWarn, Cause: model.CauseClock, Took: 97 * time.Millisecond,
			Seen:   "This machine is 94 s ahead of the service. The Date is part of the signature, and a skew looks like a wrong secret; the vendor does not publish its tolerance.",
			Remedy: "Turn on NTP, e.g. timedatectl set-ntp true.",
		},
		{
			Name: "signature", State: model.CheckFail, Cause: model.CauseSecret, Took: 1112 * time.Millisecond,
			Seen:   "The service refused (401): the secret does not belong to the key id NU-PROD-2, or the clock is too far off.",
			Remedy: "examdesk keys rotate software_secure/secret_key",
		},
		{Name: "callback", State: model.CheckSkip, Seen: "The address of this server is not configured."},
	}
}

func passing() []model.Check {
	return []model.Check{
		well("configuration", 2, "4 of 4 keys, 2 of them secret."),
		well("dns", 9, "api.proctorco.example is 203.0.113.44."),
		well("tcp", 21, "Port 443 answers."),
		well("tls", 64, "TLS 1.3, certificate until Sun 11 Jul 2027."),
		well("clock", 3, "Within 1 s of the service."),
		well("token", 240, "A token was granted for 3,600 s."),
		well("config", 130, "The configuration endpoint answers: 6 rules, instructions in 2 languages."),
	}
}

func warning() []model.Check {
	return []model.Check{
		well("configuration", 1, "2 of 2 keys."),
		{
			Name: "address", State: model.CheckWarn, Seen: "The connection is not encrypted, and the address is this machine.", Took: time.Millisecond,
			Remedy: "Use it for training only.",
		},
		{
			Name: "simulation", State: model.CheckWarn, Seen: "ALLOW_CALLBACK_SIMULATION is on: whoever knows an attempt code can send a review.",
			Remedy: "Take it out of the settings before exam day.",
		},
	}
}
