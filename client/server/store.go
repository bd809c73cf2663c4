package server

// Store is a server's state store for the person whose token is sent.
type Store struct {
	attempts
	deciding
	rights
}

// New returns the store at an address. Nothing is asked yet.
func New(c Config) (*Store, error) {
	to, err := newConn(c)
	if err != nil {
		return nil, err
	}
	return &Store{attempts{to}, deciding{to}, rights{to}}, nil
}
