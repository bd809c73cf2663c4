package fake

import (
	"context"

	"examdesk/model"
)

// ReadFilter implements [model.FilterReader].
func (s reads) ReadFilter(ctx context.Context, f model.Filter) (model.FilterReading, error) {
	names := model.FilterNames{Unknown: map[string][]string{}}
	courses, err := s.ListCourses(ctx)
	if err != nil {
		return model.FilterReading{}, err
	}
	names.Courses = courses
	for _, username := range f.Usernames() {
		found, err := s.FindLearners(ctx, model.LearnerQuery{Text: username, Limit: 50})
		if err != nil {
			return model.FilterReading{}, err
		}
		var near []string
		known := false
		for _, l := range found {
			known = known || l.Username.Raw() == username
			near = append(near, l.Username.Raw())
		}
		if !known {
			names.Unknown[username] = near
		}
	}
	return model.ReadFilter(f, names), nil
}
