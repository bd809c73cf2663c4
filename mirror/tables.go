package mirror

// The tables that a mirror follows, by edx-proctoring's names.
const (
	Attempts         = "proctoring_proctoredexamstudentattempt"
	AttemptHistory   = "proctoring_proctoredexamstudentattempt_history"
	Exams            = "proctoring_proctoredexam"
	ExamHistory      = "proctoring_proctoredexamhistory"
	Reviews          = "proctoring_proctoredexamsoftwaresecurereview"
	ReviewHistory    = "proctoring_proctoredexamsoftwaresecurereviewhistory"
	Comments         = "proctoring_proctoredexamstudentattemptcomment"
	Allowances       = "proctoring_proctoredexamstudentallowance"
	AllowanceHistory = "proctoring_proctoredexamstudentallowancehistory"
	Policies         = "proctoring_proctoredexamreviewpolicy"
	PolicyHistory    = "proctoring_proctoredexamreviewpolicyhistory"
	Users            = "auth_user"
	Profiles         = "auth_userprofile"
	Groups           = "auth_group"
	UserGroups       = "auth_user_groups"
	CourseRoles      = "student_courseaccessrole"
	ContentDates     = "edx_when_contentdate"
	DatePolicies     = "edx_when_datepolicy"
	UserDates        = "edx_when_userdate"
)
