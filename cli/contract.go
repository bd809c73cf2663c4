package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"examdesk/backends/simulator"
	"examdesk/cli/jsonout"
)

// contract gives every command that prints JSON the flags that choose from it.
func contract(root *cobra.Command) {
	for path, shapes := range contracts() {
		if cmd, _, err := root.Find(strings.Fields(path)); err == nil && cmd.Flags().Lookup("json") != nil {
			jsonout.Flags(cmd, shapes...)
		}
	}
}

// contracts are the shapes of what each command prints as JSON. The schemas in
// docs/schemas are made of them.
func contracts() map[string][]any {
	return map[string][]any{
		"allowance batches":     {[]batchJSON(nil)},
		"allowance history":     {[]allowanceChangeJSON(nil)},
		"allowance import":      {grantJSON{}},
		"allowance list":        {[]grantedJSON(nil)},
		"allowance rm":          {grantJSON{}},
		"allowance set":         {grantJSON{}},
		"allowance undo":        {grantJSON{}},
		"attempt delete":        {[]stepJSON(nil)},
		"attempt list":          {[]attemptJSON(nil)},
		"attempt reset":         {[]stepJSON(nil)},
		"attempt resume":        {[]stepJSON(nil)},
		"attempt review":        {[]stepJSON(nil)},
		"attempt set-status":    {[]stepJSON(nil)},
		"attempt view":          {detailJSON{}},
		"audit list":            {[]activityJSON(nil), []outsideJSON(nil)},
		"audit verify":          {verifyJSON{}},
		"backend due":           {[]dueJSON(nil)},
		"backend list":          {[]backendJSON(nil)},
		"backend mock attempts": {[]simulator.Attempt(nil)},
		"backend verify":        {[]verificationJSON(nil)},
		"doctor":                {[]checkup(nil)},
		"exam list":             {[]examListedJSON(nil)},
		"exam set":              {examChangeJSON{}},
		"exam view":             {examViewJSON{}},
		"keys export":           {[]string(nil)},
		"keys import":           {importJSON{}, driftJSON{}},
		"keys list":             {[]keyJSON(nil)},
		"learner find":          {[]foundJSON(nil)},
		"learner view":          {cardJSON{}},
		"onboarding list":       {[]boardJSON(nil)},
		"outbox list":           {[]messageJSON(nil)},
		"policy history":        {[]policyJSON(nil)},
		"policy set":            {examChangeJSON{}},
		"policy view":           {policyJSON{}},
		"profile list":          {[]profileJSON(nil)},
		"report status":         {[]statusJSON(nil)},
		"report violations":     {[]violationJSON(nil)},
		"review held":           {[]heldJSON(nil)},
		"review list":           {[]reviewJSON(nil)},
		"review sync":           {[]itemJSON(nil)},
	}
}
