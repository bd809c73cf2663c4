package keys

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"examdesk/model"
)

// TestMain lets the tests run this program as another process: as one that
// writes into the vault of a folder, or as a credential helper.
func TestMain(m *testing.M) {
	if job := os.Getenv("EXAMDESK_TEST_JOB"); job != "" {
		if err := work(job); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if dir := os.Getenv("EXAMDESK_TEST_HELPER"); dir != "" {
		os.Exit(actAsHelper(dir))
	}
	os.Exit(m.Run())
}

// work sets secrets in an encrypted file: "DIR PREFIX COUNT LENGTH".
func work(job string) error {
	var dir, prefix string
	var count, length int
	if _, err := fmt.Sscan(job, &dir, &prefix, &count, &length); err != nil {
		return err
	}
	limitFiles()
	v := New(Options{Store: KindFile, Dir: dir, File: dir + "/s/secrets.age", PlainFile: dir + "/s/secrets.json", WorkFactor: 1})
	v.SetPrompt(withPhrase)
	for i := range count {
		if err := v.Set(context.Background(), fmt.Sprintf("p/%s/k%d", prefix, i), model.NewSecret(strings.Repeat("x", length))); err != nil {
			return err
		}
	}
	return nil
}
