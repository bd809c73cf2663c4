package keys

import (
	"os"
	"sync"
)

// takenEnv holds variables that were removed from the environment, so that programs
// that examdesk starts do not inherit them.
var takenEnv = struct {
	mu     sync.Mutex
	values map[string]string
}{values: map[string]string{}}

// TakeEnv removes variables from the environment of this process and keeps their
// values, which [LookupEnv] and env: references still find.
func TakeEnv(names ...string) {
	takenEnv.mu.Lock()
	defer takenEnv.mu.Unlock()
	for _, name := range names {
		if value, ok := os.LookupEnv(name); ok && os.Unsetenv(name) == nil {
			takenEnv.values[name] = value
		}
	}
}

// LookupEnv is like [os.LookupEnv] but also finds what [TakeEnv] has removed.
func LookupEnv(name string) (string, bool) {
	if value, ok := os.LookupEnv(name); ok {
		return value, true
	}
	takenEnv.mu.Lock()
	defer takenEnv.mu.Unlock()
	value, ok := takenEnv.values[name]
	return value, ok
}
