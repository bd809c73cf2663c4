package sample

import (
	"container/heap"
	"context"

	"examdesk/backends/software_secure/psi"
)

// queue is the lives that go on, the one with the earliest next step first.
type queue []*life

func (q queue) Len() int { return len(q) }

func (q queue) Less(i, j int) bool {
	if a, b := q[i].due(), q[j].due(); a != b {
		return a < b
	}
	return q[i].id < q[j].id
}

func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push implements [heap.Interface].
func (q *queue) Push(x any) {
	if l, ok := x.(*life); ok {
		*q = append(*q, l)
	}
}

// Pop implements [heap.Interface].
func (q *queue) Pop() any {
	last := len(*q) - 1
	l := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	return l
}

// player writes the planned visits in the order in which they happened. Only
// lives that go on are held, which is those of a few days.
type player struct {
	*tables
	cat     *catalogue
	tell    *teller
	people  *learners
	going   queue
	reviews int64
}

// play writes all visits; loaded is called with how many attempts are written.
func (p *player) play(ctx context.Context, visits []visit, loaded func(int)) error {
	for i, v := range visits {
		if err := p.until(ctx, v.at); err != nil {
			return err
		}
		l := p.tell.tell(int64(i+1), v)
		if err := p.born(ctx, l); err != nil {
			return err
		}
		if l.next < len(l.steps) {
			heap.Push(&p.going, l)
		}
		loaded(i + 1)
	}
	return p.until(ctx, p.cat.now)
}

// until writes every step up to a moment.
func (p *player) until(ctx context.Context, at stamp) error {
	for len(p.going) > 0 && p.going[0].due() <= at {
		l := p.going[0]
		if err := p.write(ctx, l); err != nil {
			return err
		}
		if l.next < len(l.steps) {
			heap.Fix(&p.going, 0)
		} else {
			heap.Pop(&p.going)
		}
	}
	return nil
}

// born writes the attempt, as it is in the end, and its first history row.
func (p *player) born(ctx context.Context, l *life) error {
	if err := p.attempt.add(ctx, p.row(l, &l.steps[len(l.steps)-1])...); err != nil {
		return err
	}
	return p.write(ctx, l)
}

// row returns the columns of an attempt at a step.
func (p *player) row(l *life, s *step) []any {
	external := ""
	if s.registered {
		external = l.external
	}
	return append(make([]any, 0, 20),
		l.id, l.at.text(), s.at.text(), s.started.orNull(), s.completed.orNull(), l.code, textOrNull(external),
		orNull(s.allowed), string(s.status), bit(s.proctored), bit(l.exam.IsPracticeExam), orNull(l.exam.policy),
		l.exam.ID, p.people.id(int(l.learner)), orNull(s.left), bit(s.resumable), bit(s.readyToResume), bit(s.resumed))
}

// write writes the next step of a life.
func (p *player) write(ctx context.Context, l *life) error {
	s, kind := &l.steps[l.next], "~"
	if l.next == 0 {
		kind = "+"
	}
	if s.delivery != nil {
		if err := p.writeReview(ctx, l, s); err != nil {
			return err
		}
	}
	l.next++
	return p.attemptHistory.add(ctx, append(p.row(l, s), s.at.text(), kind)...)
}

// writeReview writes the first review as it is in the end; a later one
// moves the one before it to the archive. Comments only ever come in addition.
func (p *player) writeReview(ctx context.Context, l *life, s *step) error {
	former := l.reviewBefore(l.next)
	var err error
	if former == nil {
		p.reviews++
		l.reviewID = p.reviews
		lastAt := l.steps[l.next].at
		last := l.next
		for i := l.next; i < len(l.steps); i++ {
			if l.steps[i].delivery != nil {
				last, lastAt = i, l.steps[i].at
			}
		}
		var row []any
		if row, err = p.reviewRow(l, last, s.at, lastAt); err == nil {
			err = p.review.add(ctx, append([]any{l.reviewID}, row...)...)
		}
	} else {
		var row []any
		if row, err = p.reviewRow(l, *former, s.at, s.at); err == nil {
			err = p.reviewHistory.add(ctx, row...)
		}
	}
	if err != nil {
		return err
	}
	return p.writeRemarks(ctx, l, s)
}

// reviewBefore returns the step of the review before a step, nil if there is none.
func (l *life) reviewBefore(n int) *int {
	for i := n - 1; i >= 0; i-- {
		if l.steps[i].delivery != nil {
			return &i
		}
	}
	return nil
}

// reviewRow returns the review as the step n made it. A person's decision leaves
// what the service sent as it was.
func (p *player) reviewRow(l *life, n int, createdAt, modified stamp) ([]any, error) {
	d := l.steps[n].delivery
	sent := d
	for i := n; sent.person != 0; i-- {
		if l.steps[i].delivery != nil {
			sent = l.steps[i].delivery
		}
	}
	learner := p.people.person(int(l.learner))
	raw := sent.payload(l, learner.username, learner.email, policyText(l.exam))
	var video any
	if l.exam.backend.Name == "software_secure" {
		link, err := psi.EncryptVideoURL("https://video.example.com/recordings/"+l.external, DemoVideoKey)
		if err != nil {
			return nil, err
		}
		video = link
	}
	return []any{
		createdAt.text(), modified.text(), l.code, string(d.status), raw, l.exam.ID, orNull(d.person), learner.id, video,
	}, nil
}

// writeRemarks writes the comments of a delivery, the camera's first.
func (p *player) writeRemarks(ctx context.Context, l *life, s *step) error {
	rest := l.exam.backend.Name != "software_secure"
	at := s.at.text()
	for _, desktop := range []bool{false, true} {
		for _, r := range s.delivery.remarks {
			if !rest && r.desktop != desktop || rest && desktop {
				continue
			}
			err := p.comment.add(ctx, at, at, int64(r.start), int64(r.stop), int64(r.stop-r.start), r.text, string(r.status), l.reviewID)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
