package store

// searchName returns the SQL of all the names of a user, for the search.
func (s *database) searchName(user string) string {
	name := "trim(" + user + ".first_name || ' ' || " + user + ".last_name)"
	if s.profile == "" {
		return name
	}
	return name + " || coalesce((SELECT ' ' || p.name FROM " + s.profile + " p WHERE p.user_id = " + user + ".id), '')"
}

// userColumns returns a learner's columns, with the name that the platform shows.
func (s *database) userColumns() string {
	return "u.id, u.username, u.email, " + s.shownName() + ", u.is_active"
}

// shownName returns the name of the user u that the platform shows.
func (s *database) shownName() string {
	name := "trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, ''))"
	if s.profile != "" {
		name = "coalesce(nullif((SELECT p.name FROM " + s.profile + " p WHERE p.user_id = u.id), ''), " + name + ")"
	}
	return name
}
