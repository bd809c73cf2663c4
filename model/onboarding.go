package model

import (
	"context"
	"slices"
	"time"
)

// OnboardingStatus is where a learner stands with a course's onboarding. To an
// instructor it is one of those below; to the learner it is the status of the
// attempt, or [BoardOtherCourse].
type OnboardingStatus string

// The statuses of the instructor's board (edx-proctoring 5.2.0,
// statuses.InstructorDashboardOnboardingAttemptStatus).
const (
	BoardNotStarted   OnboardingStatus = "not_started"
	BoardSetupStarted OnboardingStatus = "setup_started"
	BoardStarted      OnboardingStatus = "onboarding_started"
	BoardSubmitted    OnboardingStatus = "submitted"
	BoardRejected     OnboardingStatus = "rejected"
	BoardVerified     OnboardingStatus = "verified"
	BoardError        OnboardingStatus = "error"
	BoardExpired      OnboardingStatus = "expired"
	// BoardOtherCourse means that the approval was given in another course.
	BoardOtherCourse OnboardingStatus = "other_course_approved"
	// BoardResetPastDue is a reset attempt that no other one follows.
	BoardResetPastDue OnboardingStatus = "onboarding_reset_past_due"
)

// OnboardingStatuses lists the statuses of the instructor's board, in the order in
// which a course's staff ask for them.
func OnboardingStatuses() []OnboardingStatus {
	return []OnboardingStatus{
		BoardSubmitted, BoardRejected, BoardError, BoardResetPastDue, BoardNotStarted, BoardSetupStarted, BoardStarted,
		BoardVerified, BoardOtherCourse, BoardExpired,
	}
}

// OnboardingValidity is how long an approval counts (edx-proctoring 5.2.0,
// constants.VERIFICATION_DAYS_VALID).
const OnboardingValidity = 365 * 24 * time.Hour

// OnboardingStatusOf is an attempt's status in an instructor's words; empty for
// one that the board has no word for.
func OnboardingStatusOf(s AttemptStatus) OnboardingStatus {
	switch s {
	case "":
		return BoardNotStarted
	case Created, DownloadSoftwareClicked, ReadyToStart:
		return BoardSetupStarted
	case Started, ReadyToSubmit:
		return BoardStarted
	case Submitted, Rejected, Verified, Errored, Expired:
		return OnboardingStatus(s)
	case OnboardingReset:
		return BoardResetPastDue
	default:
		return ""
	}
}

// OnboardingAttempt is what the rules look at of an attempt at a practice exam
// that was taken as proctored.
type OnboardingAttempt struct {
	ID, UserID int64
	Status     AttemptStatus
	Modified   time.Time
	// Course is that of the exam.
	Course Text
	// InCourse reports whether the attempt is at an active exam of the course in question.
	InCourse bool
	// Approves reports whether the attempt is verified, at the service in question, in any
	// course, that has not expired.
	Approves bool
}

// OnboardingState is where a learner stands, and until when an approval counts.
type OnboardingState struct {
	// Status is empty if there is no attempt.
	Status  OnboardingStatus
	Expires *time.Time
}

// LearnerOnboarding returns where a learner with these attempts stands, the
// last modified first (edx-proctoring 5.2.0,
// api.get_onboarding_attempt_data_for_learner).
func LearnerOnboarding(attempts []OnboardingAttempt) OnboardingState {
	var newest, approved *OnboardingAttempt
	for i, a := range attempts {
		if a.InCourse && a.Status == Verified {
			return approvedUntil(BoardVerified, a)
		}
		if a.InCourse && newest == nil {
			newest = &attempts[i]
		}
		if a.Approves && approved == nil {
			approved = &attempts[i]
		}
	}
	switch {
	case approved != nil:
		return approvedUntil(BoardOtherCourse, *approved)
	case newest != nil:
		return OnboardingState{Status: OnboardingStatus(newest.Status)}
	}
	return OnboardingState{}
}

func approvedUntil(s OnboardingStatus, a OnboardingAttempt) OnboardingState {
	end := a.Modified.Add(OnboardingValidity)
	return OnboardingState{Status: s, Expires: &end}
}

// LastApprovals are the newest approvals by learner; attempts are in order, the
// last modified first (edx-proctoring 5.2.0,
// api.get_last_verified_onboarding_attempts_per_user).
func LastApprovals(attempts []OnboardingAttempt) map[int64]OnboardingAttempt {
	out := map[int64]OnboardingAttempt{}
	for _, a := range attempts {
		if _, has := out[a.UserID]; a.Approves && !has {
			out[a.UserID] = a
		}
	}
	return out
}

// OnboardingRow is one learner on the instructor's board.
type OnboardingRow struct {
	Learner Learner
	// Mode is the enrolment's mode.
	Mode string
	// Status is empty for an attempt that the board has no word for.
	Status OnboardingStatus
	// Modified is when the attempt was last touched, nil without one.
	Modified *time.Time
}

// CourseOnboarding puts each learner's standing into rows, which come with
// learner and mode; attempts are in order, the last modified first
// (edx-proctoring 5.2.0, views.StudentOnboardingStatusByCourseView).
func CourseOnboarding(rows []OnboardingRow, attempts []OnboardingAttempt) []OnboardingRow {
	relevant, approvals := relevantAttempts(attempts), LastApprovals(attempts)
	for i, r := range rows {
		own, has := relevant[r.Learner.ID]
		approval, approved := approvals[r.Learner.ID]
		switch {
		case approved && own.Status != Verified:
			rows[i].Status, rows[i].Modified = BoardOtherCourse, &approval.Modified
		case has:
			rows[i].Status, rows[i].Modified = OnboardingStatusOf(own.Status), &own.Modified
		default:
			rows[i].Status = BoardNotStarted
		}
	}
	return rows
}

// relevantAttempts picks each learner's attempt that counts in the course: the
// last modified, unless there is a verified one or it was reset and a later
// attempt was made (edx-proctoring 5.2.0, views._get_relevant_attempt_per_user).
// Of several verified ones it is the first, as there.
func relevantAttempts(attempts []OnboardingAttempt) map[int64]OnboardingAttempt {
	out := map[int64]OnboardingAttempt{}
	for _, a := range attempts {
		if !a.InCourse {
			continue
		}
		now, has := out[a.UserID]
		if !has || a.Status == Verified || now.Status == OnboardingReset && now.ID < a.ID {
			out[a.UserID] = a
		}
	}
	return out
}

// FilterOnboarding keeps the rows of some statuses, all rows for none.
func FilterOnboarding(rows []OnboardingRow, statuses []OnboardingStatus) []OnboardingRow {
	if len(statuses) == 0 {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r OnboardingRow) bool { return !slices.Contains(statuses, r.Status) })
}

// OnboardingProfiler is a [ProctoringService] that keeps onboarding profiles.
type OnboardingProfiler interface {
	// OnboardingProfiles are a course's profiles of some statuses, in the
	// service's words, or of all.
	OnboardingProfiles(ctx context.Context, course string, statuses []string) ([]OnboardingProfile, error)
}

// OnboardingProfile is a learner's profile at a proctoring service.
type OnboardingProfile struct {
	// UserID is the learner's obscured id, see [ObscuredUserID].
	UserID string
	// Status is in the service's words.
	Status string
}

// profileStatus is one status in a service's words and in the board's
// (edx-proctoring 5.2.0, statuses.VerificientOnboardingProfileStatus).
type profileStatus struct {
	theirs string
	ours   OnboardingStatus
}

func profileStatuses() []profileStatus {
	return []profileStatus{
		{"no-profile", BoardNotStarted}, {"approved-in-course", BoardVerified}, {"approved-in-different-course", BoardOtherCourse},
		{"rejected", BoardRejected}, {"expired", BoardExpired}, {"pending", BoardSubmitted},
	}
}

// ProfileFilter are statuses in a service's words. One that services do not
// know is an error of [CodeInvalid].
func ProfileFilter(statuses []OnboardingStatus) ([]string, error) {
	var out []string
	for _, s := range statuses {
		at := slices.IndexFunc(profileStatuses(), func(p profileStatus) bool { return p.ours == s })
		if at < 0 {
			return nil, Errorf(CodeInvalid, "The proctoring service has no profiles of the status %s.", string(s))
		}
		out = append(out, profileStatuses()[at].theirs)
	}
	return out, nil
}

// WithProfiles is the board according to a service's profiles: the learners with
// a profile in the service's order, then, if they are asked for, those without,
// who have not started. id gives a learner's obscured id; a profile of a learner who is not in
// rows is left out.
func WithProfiles(rows []OnboardingRow, profiles []OnboardingProfile, id func(userID int64) string, rest bool) []OnboardingRow {
	at := make(map[string]int, len(rows))
	for i, r := range rows {
		at[id(r.Learner.ID)] = i
	}
	var out []OnboardingRow
	seen := make([]bool, len(rows))
	for _, p := range profiles {
		i, known := at[p.UserID]
		if !known || seen[i] {
			continue
		}
		seen[i] = true
		rows[i].Status = ""
		for _, s := range profileStatuses() {
			if s.theirs == p.Status {
				rows[i].Status = s.ours
			}
		}
		out = append(out, rows[i])
	}
	for i, r := range rows {
		if rest && !seen[i] {
			r.Status = BoardNotStarted
			out = append(out, r)
		}
	}
	return out
}
