package settings

import (
	"net/netip"

	"examdesk/model"
)

// Callbacks are the networks from which a service's callbacks come; nil if no key says
// so, which is anywhere.
func (s Service) Callbacks() ([]netip.Prefix, error) {
	e, there := s.Entry(CallbacksFrom)
	if !there || e.IsNull() {
		return nil, nil
	}
	var list []string
	if err := e.Node.Decode(&list); err != nil || e.Scalar() {
		return nil, model.Errorf(model.CodeInvalid, "PROCTORING_BACKENDS.%s.%s must be a list of networks, e.g. [198.51.100.0/24].", s.Name, CallbacksFrom)
	}
	out := []netip.Prefix{} // an empty list is nowhere
	for _, text := range list {
		network, err := ParseNetwork(text)
		if err != nil {
			return nil, model.Wrap(err, model.CodeInvalid, "PROCTORING_BACKENDS.%s.%s: %s", s.Name, CallbacksFrom, model.Sentence(err))
		}
		out = append(out, network)
	}
	return out, nil
}

// ParseNetwork reads a network, such as 198.51.100.0/24, or one address.
func ParseNetwork(text string) (netip.Prefix, error) {
	if one, err := netip.ParseAddr(text); err == nil && one.Zone() == "" {
		one = one.Unmap()
		return netip.PrefixFrom(one, one.BitLen()), nil
	}
	network, err := netip.ParsePrefix(text)
	if err != nil || network.Addr().Is4In6() {
		return netip.Prefix{}, model.Errorf(model.CodeInvalid, "%q is not a network; write e.g. 198.51.100.0/24 or 198.51.100.7.", text)
	}
	return network.Masked(), nil
}
