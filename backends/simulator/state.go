package simulator

import (
	"encoding/json"
	"time"

	"examdesk/model"
)

// State is what outlives a restart, as JSON. It has the keys, so that an LMS
// need not be configured again. It holds secrets: keep it where others cannot read it.
type State struct {
	Keys     StateKeys `json:"keys"`
	Number   int64     `json:"number"`
	Refusal  string    `json:"refusal"`
	Attempts []Attempt `json:"attempts"`
	Exams    []Exam    `json:"exams"`
	Profiles []Profile `json:"profiles"`
}

// StateKeys are the mock's own keys in the clear.
type StateKeys struct {
	KeyID        string `json:"secret_key_id"`
	SecretKey    string `json:"secret_key"`
	CryptoKey    string `json:"crypto_key"`
	VideoKey     string `json:"video_review_aes_key"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
}

// ParseState reads what [Service.Save] wrote. The error has [model.CodeInvalid] if data is not a state.
func ParseState(data []byte) (State, error) {
	var st State
	if err := json.Unmarshal(data, &st); err != nil {
		return st, model.Wrap(err, model.CodeInvalid, "The file is not a state of a mock service.")
	}
	return st, nil
}

// KeyPair are the keys of a state, nil for a protocol for which it has none.
func (st State) KeyPair() (*PSIKeys, *RESTKeys) {
	var p *PSIKeys
	var r *RESTKeys
	if k := st.Keys; k.SecretKey != "" {
		p = &PSIKeys{KeyID: k.KeyID, SecretKey: model.NewSecret(k.SecretKey), CryptoKey: model.NewSecret(k.CryptoKey), VideoKey: model.NewSecret(k.VideoKey)}
	}
	if k := st.Keys; k.ClientSecret != "" {
		r = &RESTKeys{ClientID: k.ClientID, ClientSecret: model.NewSecret(k.ClientSecret)}
	}
	return p, r
}

// Save writes the state, and returns which of the [Service.Changes] it has.
func (s *Service) Save() (data []byte, changes int64, err error) {
	st := State{}
	if k := s.config.PSI; k != nil {
		st.Keys.KeyID, st.Keys.SecretKey, st.Keys.CryptoKey, st.Keys.VideoKey = k.KeyID, k.SecretKey.Reveal(), k.CryptoKey.Reveal(), k.VideoKey.Reveal()
	}
	if k := s.config.REST; k != nil {
		st.Keys.ClientID, st.Keys.ClientSecret = k.ClientID, k.ClientSecret.Reveal()
	}
	s.mu.Lock()
	st.Number, st.Refusal, changes = s.number, s.refusal, s.changes
	st.Attempts, st.Exams, st.Profiles = s.attempts.all(), s.exams.all(), s.profiles.all()
	for i := range st.Attempts {
		st.Attempts[i].Callbacks = append([]Callback{}, st.Attempts[i].Callbacks...)
	}
	s.mu.Unlock()
	data, err = json.MarshalIndent(st, "", " ")
	return data, changes, err
}

// Restore puts a state in the place of what there is. Keys are for [New].
func (s *Service) Restore(st State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.number, s.refusal = st.Number, st.Refusal
	s.attempts, s.exams, s.profiles, s.codes = newShelf[Attempt](), newShelf[Exam](), newShelf[Profile](), map[string]string{}
	for _, a := range st.Attempts {
		if a.ID == "" {
			continue
		}
		s.attempts.put(a.ID, a)
		if a.Code != "" {
			s.codes[a.Code] = a.ID
		}
	}
	for _, e := range st.Exams {
		s.exams.put(e.ID, e)
	}
	for _, p := range st.Profiles {
		s.profiles.put(p.UserID, p)
	}
}

// SaveEvery is how often a changed state is worth writing.
const SaveEvery = 5 * time.Second
