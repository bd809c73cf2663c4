// Package learner has the commands that find learners and show where they stand.
package learner
