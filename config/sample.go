package config

import (
	"context"

	"examdesk/store/sample"
)

// SampleReviewer is the username of the reviewer in whose place sample data put
// their visitor.
const SampleReviewer = sample.DemoReviewer

// Sample describes the synthetic attempts to make; the same seed makes the same ones.
type Sample struct {
	Attempts int
	Seed     uint64
}

// MakeSample makes a new store with synthetic data, of which nothing is later than
// now. It refuses a file that exists, and leaves none behind when it fails. progress
// may be nil.
func (e Env) MakeSample(ctx context.Context, path string, s Sample, progress func(done, total int64, what string)) error {
	return sample.Generate(ctx, path, sample.Options{Attempts: s.Attempts, Seed: s.Seed, Now: e.Clock().UTC()}, progress)
}

// MakeDemo makes the store of the demo: always the same rows relative to now.
func (e Env) MakeDemo(ctx context.Context, path string) error {
	return sample.Demo(ctx, path, e.Clock().UTC())
}
