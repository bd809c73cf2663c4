package keys

import (
	"os"
	"sync"
)

// takenEnv are variables that were taken out of the environment, so that no
// program that is started inherits them.
var takenEnv = struct {
	mu     sync.Mutex
	values map[string]string
}{values: map[string]string{}}

// TakeEnv takes variables out of the environment of this process and keeps their
// values, which [LookupEnv] and references of the kind env: still find.
func TakeEnv(names ...string) {
	takenEnv.mu.Lock()
	defer takenEnv.mu.Unlock()
	for _, name := range names {
		if value, ok := os.LookupEnv(name); ok && os.Unsetenv(name) == nil {
			takenEnv.values[name] = value
		}
	}
}

// LookupEnv is [os.LookupEnv], which also knows what [TakeEnv] took.
func LookupEnv(name string) (string, bool) {
	if value, ok := os.LookupEnv(name); ok {
		return value, true
	}
	takenEnv.mu.Lock()
	defer takenEnv.mu.Unlock()
	value, ok := takenEnv.values[name]
	return value, ok
}
