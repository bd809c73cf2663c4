package wire

import (
	"net/http"
	"time"

	"examdesk/model"
)

// ListCourses is [model.CourseLister.ListCourses].
var ListCourses = Asks[None, []model.Course](Op{
	Name: "listCourses", Tag: "exams", Method: http.MethodGet, Path: "/courses", Scope: ForTeams,
	Summary: "Lists the courses with their exams.",
})

// ListExams is [model.ExamReader.ListExams].
var ListExams = Asks[CourseParams, []model.ExamRow](Op{
	Name: "listExams", Tag: "exams", Method: http.MethodGet, Path: "/exams", Scope: ForTeams,
	Summary: "Lists the exams of a course, or of all.",
})

// ExamParams name an exam.
type ExamParams struct {
	ExamID int64 `in:"path" doc:"The exam's id."`
}

// ReadExam is [model.ExamReader.ReadExam].
var ReadExam = Asks[ExamParams, model.ExamDetail](Op{
	Name: "readExam", Tag: "exams", Method: http.MethodGet, Path: "/exams/{exam_id}", Scope: ForTeams,
	Summary: "Returns everything about an exam, with its review policy and whether the person may change them.",
})

// ExamAttemptCounts is [model.ExamFinder.ExamAttemptCounts].
var ExamAttemptCounts = Asks[CourseParams, map[int64]int64](Op{
	Name: "examAttemptCounts", Tag: "exams", Method: http.MethodGet, Path: "/exams/counts", Scope: ForTeams,
	Summary: "Counts the attempts at each exam, by the exam's id.",
})

// DueParams ask when an exam is due.
type DueParams struct {
	ExamID int64 `in:"path" doc:"The exam's id."`
	UserID int64 `in:"query" doc:"The learner's id; for everybody without it."`
}

// Due is when an exam is due; null for never.
type Due struct{ DueDate *time.Time }

// DueDate is [model.ExamFinder.DueDate].
var DueDate = Asks[DueParams, Due](Op{
	Name: "dueDate", Tag: "exams", Method: http.MethodGet, Path: "/exams/{exam_id}/due_date", Scope: ForTeams,
	Summary: "Returns when an exam is due, for everybody or for a learner.",
})

// ReviewPolicy is [model.PolicyReader.ReviewPolicy].
var ReviewPolicy = Asks[ExamParams, model.PolicyRow](Op{
	Name: "reviewPolicy", Tag: "policies", Method: http.MethodGet, Path: "/exams/{exam_id}/policy", Scope: ForTeams,
	Summary: "Returns an exam's review policy.",
})

// PolicyVersions is [model.PolicyReader.PolicyVersions].
var PolicyVersions = Walks[ExamParams, model.FormerPolicy](Op{
	Name: "policyVersions", Tag: "policies", Method: http.MethodGet, Path: "/exams/{exam_id}/policy/versions.ndjson", Scope: ForTeams,
	Summary: "Walks through what an exam's review policy was before, the last first.",
})
