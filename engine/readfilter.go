package engine

import (
	"context"

	"examdesk/model"
)

// ReadFilter implements [model.FilterReader].
func (e attemptReads) ReadFilter(ctx context.Context, f model.Filter) (model.FilterReading, error) {
	names := model.FilterNames{Unknown: map[string][]string{}}
	for _, username := range f.Usernames() {
		known, err := e.store.HasUser(ctx, username)
		if err != nil {
			return model.FilterReading{}, err
		}
		if known {
			continue
		}
		if names.Unknown[username], err = e.likeUsername(ctx, username); err != nil {
			return model.FilterReading{}, err
		}
	}
	var err error
	names.Courses, err = e.store.ListCourses(ctx)
	return model.ReadFilter(f, names), err
}

// likeUsername returns usernames that a search finds for the value or for its
// beginning, since a slip is more likely towards the end.
func (e attemptReads) likeUsername(ctx context.Context, value string) ([]string, error) {
	const most, beginning = 50, 3
	texts := []string{value}
	if runes := []rune(value); len(runes) > beginning {
		texts = append(texts, string(runes[:beginning]))
	}
	var out []string
	for _, text := range texts {
		found, err := e.store.FindLearners(ctx, model.LearnerQuery{Text: text, Limit: most})
		if err != nil {
			return nil, err
		}
		for _, l := range found {
			out = append(out, l.Username.Raw())
		}
	}
	return out, nil
}
