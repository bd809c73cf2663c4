package store

import (
	"context"
	"slices"
	"time"

	"examdesk/model"
)

// source returns what pages are read from: examdesk's table of attempts, or the same
// rows computed from Django's tables.
func (s *Store) source() string {
	if s.Info().Migrated {
		return "examdesk_attempt"
	}
	return "(" + guestSource + ") v"
}

// guestSource computes that table's columns for a store without it.
const guestSource = `SELECT a.id AS attempt_id, a.modified AS modified, a.status AS status, e.course_id AS course_id,
	a.proctored_exam_id AS exam_id, a.user_id AS user_id, coalesce(e.backend, '') AS backend,
	coalesce(r.review_status, '') AS review, coalesce(r.reviewed_by_id, 0) AS reviewer_id,
	a.status = 'submitted' AND a.taking_as_proctored AND r.id IS NULL AS waiting,
	coalesce(e.is_practice_exam, 0) AS practice, coalesce(e.is_proctored, 0) AS proctored, a.is_resumable AS resumable,
	CASE
		WHEN a.taking_as_proctored AND coalesce(a.external_id, '') = '' AND a.status IN
			('created', 'download_software_clicked', 'ready_to_start', 'started', 'ready_to_submit') THEN 4
		WHEN a.status = 'submitted' AND a.taking_as_proctored AND r.id IS NULL AND NOT coalesce(e.is_proctored, 0) THEN 4
		WHEN a.status = 'submitted' AND a.taking_as_proctored AND r.id IS NULL THEN 1
		WHEN a.status = 'second_review_required' THEN 2
		WHEN a.status = 'error' AND a.is_resumable THEN 3
		WHEN a.status = 'onboarding_reset' AND NOT EXISTS (SELECT 1 FROM ` + tableAttempt + ` n
			WHERE n.user_id = a.user_id AND n.proctored_exam_id = a.proctored_exam_id AND n.id > a.id) THEN 4
		WHEN a.status IN ('started', 'ready_to_submit') AND a.started_at IS NOT NULL AND a.allowed_time_limit_mins IS NOT NULL THEN 5
		WHEN a.status = 'verified' AND a.completed_at IS NULL AND NOT EXISTS (SELECT 1 FROM ` + tableHistory + ` h
			WHERE h.id = a.id AND h.attempt_code IS a.attempt_code AND h.status = 'timed_out') THEN 4
		ELSE NULL END AS watch,
	CASE WHEN a.status IN ('started', 'ready_to_submit')
		THEN coalesce(strftime('%Y-%m-%d %H:%M:%f', a.started_at, '+' || a.allowed_time_limit_mins || ' minutes'), '')
		ELSE '' END AS deadline
	FROM ` + tableAttempt + ` a
	LEFT JOIN ` + tableExam + ` e ON e.id = a.proctored_exam_id
	LEFT JOIN ` + tableReview + ` r ON r.attempt_code = a.attempt_code`

// plan turns a query into branches, each a scan of one index in its order with a
// residual condition for everything that the index does not cover.
func (s *Store) plan(ctx context.Context, q model.AttemptQuery, now time.Time, l model.StuckLimits) (*pagePlan, error) {
	p := &pagePlan{desc: q.NewestFirst, limit: q.Limit}
	if s.Info().Migrated {
		p.scan = s.scan
	}
	if p.limit <= 0 {
		p.limit = defaultLimit
	}
	p.limit = min(p.limit, maxLimit)
	cursor := q.After
	if q.Before != "" {
		cursor, p.backward, p.desc = q.Before, true, !p.desc
	}
	if cursor != "" {
		at, err := decodeCursor(cursor)
		if err != nil {
			return nil, err
		}
		p.from = &at
	}
	var err error
	p.branches, p.overlap, err = s.branches(ctx, planner{s: s, now: now, limits: l}, q.Filter)
	p.empty = len(p.branches) == 0
	return p, err
}

// planner chooses the branches for one conjunction.
type planner struct {
	s      *Store
	f      model.Filter
	now    time.Time
	limits model.StuckLimits
	// flat asks for one condition instead of many branches, for a filter that is not
	// scanned by itself.
	flat bool

	// window narrows every branch by the sort key, the last column of its index.
	window   condition
	residual condition
	branches []branch
	empty    bool

	statuses []any // nil: any
	learner  int64
	reviewer int64
	courses  []any
	exams    []any
}

func (b *planner) run(ctx context.Context) error {
	if b.f.Mine { // the caller must have replaced it by a reviewer
		return model.Errorf(model.CodeInvalid, "mine: needs to know who you are.")
	}
	b.sectionStatuses()
	if err := b.resolve(ctx); err != nil || b.empty {
		return err
	}
	b.distinct()
	b.ages()
	b.flags()
	if err := b.groups(ctx); err != nil {
		return err
	}
	return b.drive(ctx)
}

// distinct drops values that the filter repeats, since each becomes a branch, and
// two branches would find the same attempt.
func (b *planner) distinct() {
	b.statuses, b.exams, b.courses = distinct(b.statuses), distinct(b.exams), distinct(b.courses)
	b.f.ReviewStatus = distinct(b.f.ReviewStatus)
}

func distinct[T comparable](list []T) []T {
	var out []T
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// sectionStatuses narrows the statuses to those in the section.
func (b *planner) sectionStatuses() {
	wanted := b.f.Statuses
	if s := b.f.Section; s != "" && s != model.SectionAll && s != model.SectionWaiting &&
		s != model.SectionOnboarding && s != model.SectionStuck {
		var in []model.AttemptStatus
		for _, status := range model.AttemptStatuses() {
			item := model.QueueItem{Attempt: model.Attempt{Status: status}}
			if s.Contains(item, b.now, b.limits) && (len(wanted) == 0 || contains(wanted, status)) {
				in = append(in, status)
			}
		}
		wanted = in
		b.empty = len(in) == 0
	}
	for _, status := range wanted {
		if !contains(b.f.NotStatuses, status) {
			b.statuses = append(b.statuses, string(status))
		}
	}
	if len(wanted) > 0 {
		b.empty = len(b.statuses) == 0
		return
	}
	for _, status := range b.f.NotStatuses {
		b.residual.and("status <> ?", string(status))
	}
}

func contains[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

// resolve looks up the ids of the names in the filter.
func (b *planner) resolve(ctx context.Context) error {
	if b.f.Learner != "" {
		id, err := b.s.userID(ctx, b.f.Learner)
		if err != nil {
			return err
		}
		b.learner, b.empty = id, b.empty || id == 0
	}
	for _, id := range b.f.ExamIDs {
		b.exams = append(b.exams, id)
	}
	if err := b.resolveExamName(ctx); err != nil {
		return err
	}
	if err := b.resolveCourses(ctx); err != nil {
		return err
	}
	return b.resolveReviewer(ctx)
}

func (b *planner) resolveExamName(ctx context.Context) error {
	if b.f.ExamName == "" {
		return nil
	}
	rows, err := b.s.read.QueryContext(ctx, "SELECT id FROM "+tableExam+` WHERE exam_name LIKE ? ESCAPE '\'`, likePattern(b.f.ExamName)) //nolint:sqlclosecheck // each closes them
	if err != nil {
		return mapError(err, "find the exam")
	}
	var ids []any
	err = each(rows, func() error {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if len(b.f.ExamIDs) == 0 || contains(b.f.ExamIDs, id) {
			ids = append(ids, id)
		}
		return nil
	})
	b.exams, b.empty = ids, b.empty || len(ids) == 0
	return mapError(err, "find the exam")
}

// resolveCourses turns course ids into the numbers of examdesk's table.
func (b *planner) resolveCourses(ctx context.Context) error {
	for _, course := range b.f.Courses {
		if !b.s.Info().Migrated {
			b.courses = append(b.courses, course)
			continue
		}
		no, err := b.s.courseNo(ctx, course)
		if err != nil {
			return err
		}
		if no != 0 {
			b.courses = append(b.courses, no)
		}
	}
	b.empty = b.empty || len(b.f.Courses) > 0 && len(b.courses) == 0
	return nil
}

func (b *planner) resolveReviewer(ctx context.Context) error {
	switch b.f.Reviewer {
	case "":
		return nil
	case "none":
		b.residual.and("review <> '' AND reviewer_id = 0")
		return nil
	}
	id, err := b.s.userID(ctx, b.f.Reviewer)
	if err != nil {
		return err
	}
	b.reviewer = id
	b.empty = b.empty || id == 0
	return nil
}

// ages narrows the list by its own sort key, the last column of the index.
func (b *planner) ages() {
	if b.f.OlderThan > 0 {
		b.window.and("modified < ?", formatTime(b.now.Add(-b.f.OlderThan)))
	}
	if b.f.YoungerThan > 0 {
		b.window.and("modified > ?", formatTime(b.now.Add(-b.f.YoungerThan)))
	}
}

func (b *planner) flags() {
	r := &b.residual
	b.ranges()
	if b.f.OnlyProctored {
		r.and("proctored = 1 AND practice = 0")
	}
	if b.f.OnlyResumable {
		r.and("resumable = 1")
	}
	if len(b.f.Backends) > 0 {
		r.in("backend", anys(b.f.Backends)...)
	}
	if len(b.f.ReviewStatus) > 0 {
		r.in("review", anys(b.f.ReviewStatus)...)
	}
}

func anys[T ~string](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}
