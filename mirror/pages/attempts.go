package pages

import (
	"context"
	"time"

	"examdesk/mirror"
	"examdesk/model"
)

// First reads the first page of a course's attempts.
func (s *Source) First(ctx context.Context, course string) error {
	return s.page(ctx, course, 1, time.Time{})
}

// Further reads the page after those that were read; it reports whether there is
// another one after it.
func (s *Source) Further(ctx context.Context, course string) (more bool, err error) {
	p, err := s.file.Position(ctx)
	if err != nil {
		return false, err
	}
	if c := p.Cursors[attemptsOf+course]; !c.Done {
		if err := s.page(ctx, course, int(c.At)+1, time.Time{}); err != nil {
			return false, err
		}
		if p, err = s.file.Position(ctx); err != nil {
			return false, err
		}
	}
	return !p.Cursors[attemptsOf+course].Done, nil
}

// page reads a page of a course. round is when the round began of which it is a part;
// zero for a page alone.
func (s *Source) page(ctx context.Context, course string, number int, round time.Time) error {
	return s.take(ctx, func(ctx context.Context, p *mirror.Position) ([]mirror.Rows, error) {
		at := s.clock()
		page, err := s.lms.Attempts(ctx, course, number)
		var next int
		if model.CodeOf(err) == model.CodeNotFound && number > 1 {
			// There are fewer pages than there were; the last one says how many.
			next, page, err = s.last(ctx, course, number, page)
		}
		if err != nil {
			return nil, err
		}
		c := p.Cursors[attemptsOf+course]
		if next > 0 {
			c.At = int64(page.Pages)
		}
		gone, err := s.expected(ctx, course, page)
		if err != nil {
			return nil, err
		}
		p.Cursors[attemptsOf+course] = turned(c, page, at, round)
		return rowsOf(all(page), gone), nil
	})
}

// last reads the last page of a course in place of one that is not there any longer.
func (s *Source) last(ctx context.Context, course string, number int, said Page) (int, Page, error) {
	if said.Pages < 1 || said.Pages >= number {
		said.Pages = number - 1
	}
	page, err := s.lms.Attempts(ctx, course, said.Pages)
	return said.Pages, page, err
}

func all(p Page) []model.AttemptRow {
	var out []model.AttemptRow
	for _, g := range p.Groups {
		out = append(out, g.All...)
		if len(g.All) == 0 {
			out = append(out, g.Newest)
		}
	}
	return out
}

// expected are the attempts of the mirror that a page shows if they are still there:
// those of its groups, and those of groups that belong between its first and its last.
func (s *Source) expected(ctx context.Context, course string, page Page) ([]any, error) {
	after, before := "", "9999"
	if n := len(page.Groups); n > 0 && page.Number < page.Pages {
		after = mirror.Time(page.Groups[n-1].Newest.Attempt.Created)
	}
	if len(page.Groups) > 0 && page.Number > 1 {
		before = mirror.Time(page.Groups[0].Newest.Attempt.Created)
	}
	between, err := s.ids(ctx, `SELECT a.id FROM `+mirror.Attempts+` a JOIN (
		SELECT b.proctored_exam_id AS exam, b.user_id AS user, max(b.created) AS newest FROM `+mirror.Attempts+` b
		JOIN `+mirror.Exams+` e ON e.id = b.proctored_exam_id WHERE e.course_id = ? GROUP BY 1, 2) g
		ON g.exam = a.proctored_exam_id AND g.user = a.user_id WHERE g.newest > ? AND g.newest < ?`, course, after, before)
	if err != nil {
		return nil, err
	}
	own, err := s.ofGroups(ctx, page.Groups)
	return append(between, own...), err
}

// ofGroups are the attempts of the mirror of some learners at some exams.
func (s *Source) ofGroups(ctx context.Context, groups []model.AttemptGroup) ([]any, error) {
	pairs := [][2]int64{}
	for _, g := range groups {
		pairs = append(pairs, [2]int64{g.Newest.Attempt.ExamID, g.Newest.Attempt.UserID})
	}
	asked, err := list(pairs)
	if err != nil {
		return nil, err
	}
	return s.ids(ctx, `SELECT a.id FROM json_each(?) p JOIN `+mirror.Attempts+` a
		ON a.user_id = json_extract(p.value, '$[1]') AND a.proctored_exam_id = json_extract(p.value, '$[0]')`, asked)
}

// maxFound bounds how many pages of what was searched for are read.
const maxFound = 4

// Search reads the attempts of the learners of a course whose username or e-mail has a
// text in it, the first hundred of them.
func (s *Source) Search(ctx context.Context, course, text string) error {
	_, err := s.search(ctx, course, text)
	return err
}

// search reports whether all that was found has been read.
func (s *Source) search(ctx context.Context, course, text string) (whole bool, err error) {
	for n := 1; n <= maxFound; n++ {
		err := s.take(ctx, func(ctx context.Context, _ *mirror.Position) ([]mirror.Rows, error) {
			page, err := s.lms.SearchAttempts(ctx, course, text, n)
			if err != nil {
				return nil, err
			}
			whole = page.Number >= page.Pages
			own, err := s.ofGroups(ctx, page.Groups)
			return rowsOf(all(page), own), err
		})
		if model.CodeOf(err) == model.CodeNotFound && n > 1 {
			return true, nil
		}
		if err != nil || whole {
			return whole, err
		}
	}
	return false, nil
}

// Learner reads all attempts of a learner in a course. It is the way to read one attempt
// again that course staff may go and that changes nothing there.
func (s *Source) Learner(ctx context.Context, course string, userID int64, username string) error {
	seen, found, last := map[int64]bool{}, false, false
	for n := 1; n <= maxFound && !last; n++ {
		err := s.take(ctx, func(ctx context.Context, _ *mirror.Position) ([]mirror.Rows, error) {
			page, err := s.lms.SearchAttempts(ctx, course, username, n)
			if err != nil {
				return nil, err
			}
			for _, a := range all(page) {
				seen[a.Attempt.ID], found = true, found || a.Attempt.UserID == userID
			}
			last = page.Number >= page.Pages
			asked, err := s.ofGroups(ctx, page.Groups)
			if err != nil || !last {
				return rowsOf(all(page), asked), err
			}
			if asked, err = s.unseen(ctx, course, userID, seen, asked); err != nil || found {
				return rowsOf(all(page), asked), err
			}
			person, err := s.forgotten(ctx, course, userID)
			return append(rowsOf(all(page), asked), person...), err
		})
		if err != nil {
			return err
		}
	}
	return nil // where too many people have that text in their names, the pages show this one
}

// unseen adds those attempts of a learner that no page showed.
func (s *Source) unseen(ctx context.Context, course string, userID int64, seen map[int64]bool, asked []any) ([]any, error) {
	had, err := s.ids(ctx, `SELECT a.id FROM `+mirror.Attempts+` a JOIN `+mirror.Exams+` e ON e.id = a.proctored_exam_id
		WHERE a.user_id = ? AND e.course_id = ?`, userID, course)
	for _, id := range had {
		if n, is := id.(int64); is && !seen[n] {
			asked = append(asked, id)
		}
	}
	return asked, err
}

// forgotten deletes a learner of whom nothing is left: somebody whose account was
// retired is not found under their name. People with rights stay.
func (s *Source) forgotten(ctx context.Context, course string, userID int64) ([]mirror.Rows, error) {
	left, err := s.ids(ctx, `SELECT a.id FROM `+mirror.Attempts+` a JOIN `+mirror.Exams+` e ON e.id = a.proctored_exam_id
		WHERE a.user_id = ?1 AND e.course_id <> ?2
		UNION ALL SELECT user_id FROM `+mirror.CourseRoles+` WHERE user_id = ?1
		UNION ALL SELECT user_id FROM `+mirror.UserGroups+` WHERE user_id = ?1
		UNION ALL SELECT id FROM `+mirror.Users+` WHERE id = ?1 AND is_staff`, userID, course)
	if err != nil || len(left) > 0 {
		return nil, err
	}
	return []mirror.Rows{
		{Table: mirror.Allowances, Columns: []string{"id"}, Asked: &mirror.Asked{Column: "user_id", Keys: []any{userID}}},
		{Table: mirror.Users, Columns: []string{"id"}, Asked: &mirror.Asked{Column: "id", Keys: []any{userID}}},
	}, nil
}
