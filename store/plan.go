package store

import (
	"context"

	"examdesk/model"
)

// distinct drops values that the filter repeats, since each becomes a branch, and
// two branches would find the same attempt.
func (b *planner) distinct() {
	b.statuses, b.exams, b.courses = distinct(b.statuses), distinct(b.exams), distinct(b.courses)
	b.f.ReviewStatus = distinct(b.f.ReviewStatus)
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
