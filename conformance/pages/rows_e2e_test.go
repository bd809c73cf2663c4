//go:build e2e

package pages

import (
	"fmt"
	"time"

	"examdesk/model"
)

// row is a row of a table by its columns.
type row map[string]any

// written is what the database holds for a list of scenes.
type written struct {
	rows  map[string][]row
	exams []int64 // of each scene
	ids   map[string]int64
}

const (
	tableUser    = "auth_user"
	tableExam    = "proctoring_proctoredexam"
	tableAttempt = "proctoring_proctoredexamstudentattempt"
	tableHistory = "proctoring_proctoredexamstudentattempt_history"
	tableReview  = "proctoring_proctoredexamsoftwaresecurereview"
)

func at(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000000") }

func orNull(t *time.Time) any {
	if t == nil {
		return nil
	}
	return at(*t)
}

// writeScenes gives every scene a learner of its own.
func writeScenes(list []scene) *written {
	w := &written{rows: map[string][]row{}, ids: map[string]int64{}}
	for n, s := range list {
		user := int64(n) + 1
		w.add(tableUser, row{"id": user, "username": fmt.Sprintf("learner%d", user), "email": fmt.Sprintf("learner%d@example.com", user), "password": "",
			"first_name": "", "last_name": "", "is_superuser": false, "is_staff": false, "is_active": !s.inactive, "date_joined": at(now())})
		exam := w.exam(s.course, s.exam, s.end)
		w.exams = append(w.exams, exam)
		if s.attempt != nil {
			w.attempt(user, exam, s)
		} else { // which puts the exam on the learner's card
			w.add("proctoring_proctoredexamstudentallowance", row{"created": at(now()), "modified": at(now()), "key": model.AllowanceReviewPolicyException,
				"value": "notes", "proctored_exam_id": exam, "user_id": user})
		}
		if s.cascade {
			first := begun(model.Declined, declinedFirst())
			first.Modified = s.attempt.Modified.Add(-time.Second)
			w.attempt(user, w.exam(s.course, declinedFirst(), s.end), scene{attempt: first})
		}
		if s.later {
			w.attempt(user, exam, scene{attempt: begun(model.Created, s.exam)})
		}
		if s.onboarding != "" {
			e := examOf(kind{"onboarding", true, true, "test"}, dates()[0])
			a := begun(s.onboarding, e)
			a.Modified = *ago(s.changed)
			w.attempt(user, w.exam(s.course, e, s.end), scene{attempt: a})
		}
		if s.removed {
			gone := begun(model.Verified, s.exam)
			w.history(user, exam, int64(len(list)+n+1), fmt.Sprintf("GONE-%d", user), gone, model.Verified, *ago(48 * time.Hour), "-")
		}
	}
	return w
}

func (w *written) add(table string, r row) { w.rows[table] = append(w.rows[table], r) }

func (w *written) exam(course string, e model.Exam, end *time.Time) int64 {
	key := fmt.Sprintf("%s|%s|%t|%t", course, e.Name, e.IsActive, e.HideAfterDue)
	if id := w.ids[key]; id != 0 {
		return id
	}
	id := int64(len(w.ids)) + 1
	w.ids[key] = id
	courseID := "course-v1:edX+" + course + "+2026"
	w.add(tableExam, row{"id": id, "created": at(now()), "modified": at(now()), "course_id": courseID,
		"content_id":  fmt.Sprintf("block-v1:edX+%s+2026+type@sequential+block@e%d", course, id),
		"external_id": "exam", "exam_name": e.Name.Raw(), "time_limit_mins": e.TimeLimitMins, "due_date": orNull(e.DueDate), "is_proctored": e.IsProctored,
		"is_practice_exam": e.IsPracticeExam, "is_active": e.IsActive, "hide_after_due": e.HideAfterDue, "backend": e.Backend.Raw()})
	if end != nil && w.ids["end of "+course] == 0 {
		w.ids["end of "+course] = int64(len(w.ids)) + 1
		w.add("edx_when_datepolicy", row{"id": 1, "created": at(now()), "modified": at(now()), "abs_date": at(*end), "rel_date": nil})
		w.add("edx_when_contentdate", row{"id": 1, "course_id": courseID, "location": "block-v1:edX+" + course + "+2026+type@course+block@course",
			"policy_id": 1, "active": true, "field": "end", "block_type": "course"})
	}
	return id
}

func (w *written) attempt(user, exam int64, s scene) {
	a := s.attempt
	id := int64(len(w.rows[tableAttempt])) + 1
	code := fmt.Sprintf("CODE-%d", id)
	created := a.Created.Add(time.Duration(id) * time.Microsecond) // of two attempts the one written later is the newer
	w.add(tableAttempt, row{"id": id, "created": at(created), "modified": at(a.Modified), "started_at": orNull(a.StartedAt), "completed_at": orNull(a.CompletedAt),
		"attempt_code": code, "external_id": textOrNull(a.ExternalID), "allowed_time_limit_mins": a.AllowedTimeLimitMins, "status": string(a.Status),
		"taking_as_proctored": a.TakingAsProctored, "is_sample_attempt": a.IsSampleAttempt, "review_policy_id": nil, "proctored_exam_id": exam, "user_id": user,
		"is_status_acknowledged": false, "time_remaining_seconds": a.TimeRemainingSeconds, "is_resumable": a.IsResumable,
		"ready_to_resume": a.ReadyToResume, "resumed": a.Resumed})
	if s.timedOut {
		w.history(user, exam, id, code, a, model.TimedOut, a.Modified.Add(-time.Minute), "~")
	}
	w.history(user, exam, id, code, a, a.Status, a.Modified, "~")
	if s.review != "" {
		w.add(tableReview, row{"id": id, "created": at(a.Modified), "modified": at(a.Modified), "attempt_code": code, "review_status": string(s.review),
			"raw_data": "{}", "exam_id": exam, "student_id": user, "is_attempt_active": true})
	}
}

func (w *written) history(user, exam, id int64, code string, a *model.Attempt, status model.AttemptStatus, when time.Time, kind string) {
	w.add(tableHistory, row{"id": id, "created": at(a.Created), "modified": at(a.Modified), "attempt_code": code, "status": string(status),
		"taking_as_proctored": a.TakingAsProctored, "is_sample_attempt": a.IsSampleAttempt, "is_status_acknowledged": false, "is_resumable": a.IsResumable,
		"ready_to_resume": a.ReadyToResume, "resumed": a.Resumed, "history_date": at(when), "history_type": kind, "proctored_exam_id": exam, "user_id": user})
}

func textOrNull(t model.Text) any {
	if t == "" {
		return nil
	}
	return t.Raw()
}
