package pages

import (
	"context"
	"time"
)

// Cost is what reading a whole course takes.
type Cost struct {
	// Pages are those that are not read yet, of Of.
	Pages, Of int
	// Each is how long one took.
	Each time.Duration
}

// About is how long it takes.
func (c Cost) About() time.Duration { return time.Duration(c.Pages) * c.Each }

// Cost reads the exams and the first page of a course, and says what the rest costs.
func (s *Source) Cost(ctx context.Context, course string) (Cost, error) {
	if err := s.Exams(ctx, course); err != nil {
		return Cost{}, err
	}
	began := s.clock()
	if err := s.First(ctx, course); err != nil {
		return Cost{}, err
	}
	each := s.clock().Sub(began)
	p, err := s.file.Position(ctx)
	c := p.Cursors[attemptsOf+course]
	return Cost{Pages: int(c.Of - 1), Of: int(c.Of), Each: each}, err
}

// All reads all further pages of a course, one after the other, and then its
// allowances. progress is told after each page.
func (s *Source) All(ctx context.Context, course string, progress func(page, of int)) error {
	round := s.clock()
	for number := 1; ; number++ {
		if err := s.page(ctx, course, number, round); err != nil {
			return err
		}
		p, err := s.file.Position(ctx)
		if err != nil {
			return err
		}
		of := int(p.Cursors[attemptsOf+course].Of)
		progress(min(number, of), of)
		if number >= of {
			return s.Allowances(ctx, course)
		}
	}
}
