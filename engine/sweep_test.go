package engine

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"examdesk/backends"
	"examdesk/conformance/sampled"
	"examdesk/model"
	"examdesk/store"
)

// sweepCourse is the course of everything that the sweep acts on.
const sweepCourse = "course-v1:SweepU+RIGHTS+2026"

// sweepSubjects are what the deeds of the sweep are about: each its own attempt of
// one learner, who is among the people.
type sweepSubjects struct {
	exam                                         int64
	decide, resume, reset, remove, status, ready int64
	receive, readyCode                           string
	delivery, batch                              int64
	learner                                      model.Learner
}

// cast are people of every kind to the subjects of the sweep.
func cast() []member {
	person := func(k model.PersonKind) member { return member{name: "p_" + string(k)} }
	role := func(k model.PersonKind, org, course, role string) member {
		m := person(k)
		m.org, m.course, m.courseRole = org, course, role
		return m
	}
	grouped := func(k model.PersonKind, group string) member { m := person(k); m.group = group; return m }
	return []member{
		person(model.PersonLearner), person(model.PersonOwnAttempt),
		{name: "p_inactive", staff: true, super: true, inactive: true, group: "test_review", course: sweepCourse, courseRole: "staff"},
		role(model.PersonCourseStaff, "SweepU", sweepCourse, "staff"), role(model.PersonCourseInstructor, "SweepU", sweepCourse, "instructor"),
		role(model.PersonOtherCourseStaff, "SweepU", "course-v1:SweepU+OTHER+2026", "staff"),
		role(model.PersonOtherCourseInstructor, "SweepU", "course-v1:SweepU+OTHER+2026", "instructor"),
		role(model.PersonOrgWide, "SweepU", "", "staff"), role(model.PersonOtherOrgWide, "ElseU", "", "staff"),
		grouped(model.PersonReviewer, "test_review"), grouped(model.PersonOtherReviewer, "software_secure_review"),
		{name: "p_staff", staff: true}, {name: "p_superuser", super: true},
	}
}

// sweepTemplate prepares a store with the people and the subjects.
func sweepTemplate(t *testing.T, migrated bool) (path string, on sweepSubjects) {
	t.Helper()
	ctx := t.Context()
	e, s := fresh(t, migrated)
	e.cfg.Rules.ProtectHumanReviews = true
	enlist(t, s, cast()...)
	learner, err := s.Person(ctx, "p_own_attempt")
	if err != nil {
		t.Fatal(err)
	}
	on.learner = model.Learner{ID: learner.ID, Username: learner.Username}
	attempt := func(name string, practice bool, statuses ...model.AttemptStatus) (exam, id int64) {
		exam, _, err := e.api.CreateExam(ctx, model.Exam{
			CourseID: sweepCourse, ContentID: model.Text(name), Name: model.Text(name), TimeLimitMins: 90,
			IsProctored: true, IsPracticeExam: practice, IsActive: true, Backend: "test",
		})
		if err == nil {
			id, _, err = e.api.CreateAttempt(ctx, exam, learner.ID, true)
		}
		for i := 0; err == nil && i < len(statuses); i++ {
			_, err = e.api.UpdateAttemptStatus(ctx, id, statuses[i], model.TransitionOptions{NoCascade: true})
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return exam, id
	}
	code := func(id int64) string {
		d, err := e.ReadAttempt(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return d.Attempt.Code.Raw()
	}
	on.exam, on.decide = attempt("decide", false, model.Started, model.Submitted)
	_, on.resume = attempt("resume", false, model.Started, model.Errored)
	_, on.reset = attempt("reset", true, model.Started, model.Submitted, model.Rejected)
	_, on.remove = attempt("remove", false, model.Started, model.Submitted)
	_, on.status = attempt("status", false, model.Started, model.Submitted)
	_, on.ready = attempt("ready", false)
	_, received := attempt("receive", false, model.Started, model.Submitted)
	on.receive, on.readyCode = code(received), code(on.ready)
	if migrated {
		on.delivery, on.batch = sweepHeld(t, e, attempt, code), sweepBatch(t, e, on)
		execSQL(t, s, `UPDATE examdesk_outbox SET state = 'pending' WHERE id = (SELECT max(id) FROM examdesk_outbox)`)
	}
	path = s.Info().Path
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path, on
}

// sweepHeld makes a delivery that waits for a person.
func sweepHeld(t *testing.T, e *rig, attempt func(string, bool, ...model.AttemptStatus) (int64, int64), code func(int64) string) int64 {
	t.Helper()
	_, id := attempt("held", false, model.Started, model.Submitted)
	d := decision(t, e, id, model.ReviewClean, "sweep-held")
	d.Stamp = d.Stamp.Add(time.Second)
	if _, err := e.Decide(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	out, err := e.api.ReceiveReview(t.Context(), model.ReviewCallback{Code: code(id), Body: []byte(`{"status": "suspicious", "comments": []}`)})
	held, list := e.HeldDeliveries(t.Context(), "")
	if err != nil || list != nil || out.Judgement != model.DeliveryHeld || len(held) == 0 {
		t.Fatalf("%+v, %v, %v", out, err, list)
	}
	return held[len(held)-1].ID
}

// sweepBatch makes a batch of allowances that can be taken back.
func sweepBatch(t *testing.T, e *rig, on sweepSubjects) int64 {
	t.Helper()
	done, err := grantOnce(t.Context(), e.Guarded, on, model.AllowanceReviewPolicyException, "A calculator is allowed")
	if err != nil || done.Batch == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	return done.Batch
}

func grantOnce(ctx context.Context, e *Guarded, on sweepSubjects, key, value string) (model.AllowancesApplied, error) {
	plan, err := e.PlanAllowances(ctx, model.AllowanceRequest{Wishes: []model.AllowanceWish{wish(on.learner.Username.Raw(), on.exam, key, value)}})
	if err != nil {
		return model.AllowancesApplied{}, err
	}
	return e.ApplyAllowances(ctx, plan, nil)
}

// swept is a guarded call as it is tried, dry and real.
type swept struct {
	deed model.Deed
	// about is what the table of rights is asked about; nothing for the store.
	target model.Target
	// migratedOnly needs examdesk's tables.
	migratedOnly bool
	dry, real    func(ctx context.Context, e *Guarded, on sweepSubjects) error
}

// sweepCalls are all calls of the guarded roles that write. Real calls plan as
// staff first, so that it is they themselves that refuse.
func sweepCalls(on sweepSubjects, staff *Guarded) []swept {
	at := model.Target{Course: sweepCourse, Backend: "test", LearnerID: on.learner.ID}
	exam := model.Target{Course: sweepCourse, Backend: "test"}
	change := func(deed model.Deed, kind model.ChangeKind, id int64) swept {
		ask := func(ctx context.Context) (model.ChangeRequest, error) {
			d, err := staff.ReadAttempt(ctx, id)
			return model.ChangeRequest{AttemptID: id, Kind: kind, Status: model.Verified, Expected: d.Version()}, err
		}
		return swept{deed: deed, target: at,
			dry: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				r, err := ask(ctx)
				if err == nil {
					_, err = e.PreviewChange(ctx, r)
				}
				return err
			},
			real: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				r, err := ask(ctx)
				if err == nil {
					_, err = e.ChangeAttempt(ctx, r)
				}
				return err
			}}
	}
	request := func(ctx context.Context) (model.Decision, error) {
		d, err := staff.ReadAttempt(ctx, on.decide)
		return model.Decision{ID: "sweep", Stamp: now().Add(time.Second), DecisionRequest: model.DecisionRequest{AttemptID: on.decide, Review: model.ReviewClean, Expected: d.Version()}}, err
	}
	edit := func(ctx context.Context) (model.ExamEdit, error) {
		d, err := staff.ReadExam(ctx, on.exam)
		minutes := 91
		return model.ExamEdit{ExamID: on.exam, TimeLimitMins: &minutes, Expected: d.Exam.Modified}, err
	}
	policy := func(ctx context.Context) (model.PolicyChange, error) {
		d, err := staff.ReadExam(ctx, on.exam)
		return model.PolicyChange{ExamID: on.exam, Text: "No notes.", Expected: d.Policy.Version()}, err
	}
	body := model.ReviewCallback{Code: on.receive, Body: []byte(`{"status": "passed", "comments": []}`)}
	wishes := model.AllowanceRequest{Wishes: []model.AllowanceWish{wish(on.learner.Username.Raw(), on.exam, model.AllowanceAdditionalTime, "15")}}
	failedItems := func(out []model.ItemResult, err error) error {
		for _, r := range out {
			if err == nil && r.Err != nil {
				err = r.Err
			}
		}
		return err
	}
	sync := func(dry bool) func(context.Context, *Guarded, sweepSubjects) error {
		return func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
			return failedItems(e.SyncFromReviews(ctx, now().Add(-time.Minute), now().Add(time.Minute), model.Bulk{DryRun: dry}))
		}
	}
	retry := model.RetrySet{State: model.MessageRecorded}
	return []swept{
		{deed: model.DeedDecide, target: at,
			dry: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				d, err := request(ctx)
				if err == nil {
					_, err = e.PreviewDecision(ctx, d.DecisionRequest)
				}
				return err
			},
			real: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				d, err := request(ctx)
				if err == nil {
					_, err = e.Decide(ctx, d)
				}
				return err
			}},
		change(model.DeedResume, model.ChangeResume, on.resume),
		change(model.DeedReset, model.ChangeReset, on.reset),
		change(model.DeedRemove, model.ChangeRemove, on.remove),
		change(model.DeedRemove, model.ChangeRemoveAll, on.remove),
		change(model.DeedSetStatus, model.ChangeStatus, on.status),
		{deed: model.DeedGrant, target: at,
			dry: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				_, err := e.PlanAllowances(ctx, wishes)
				return err
			},
			real: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				plan, err := staff.PlanAllowances(ctx, wishes)
				if err == nil {
					_, err = e.ApplyAllowances(ctx, plan, nil)
				}
				return err
			}},
		{deed: model.DeedUndoGrant, target: at, migratedOnly: true,
			dry: func(ctx context.Context, e *Guarded, on sweepSubjects) error {
				_, err := e.PlanUndo(ctx, on.batch)
				return err
			},
			real: func(ctx context.Context, e *Guarded, on sweepSubjects) error {
				plan, err := staff.PlanUndo(ctx, on.batch)
				if err == nil {
					_, err = e.ApplyAllowances(ctx, plan, nil)
				}
				return err
			}},
		{deed: model.DeedSetExam, target: exam,
			dry: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				c, err := edit(ctx)
				if err == nil {
					_, err = e.PlanExam(ctx, c)
				}
				return err
			},
			real: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				c, err := edit(ctx)
				if err == nil {
					_, err = e.ChangeExam(ctx, c)
				}
				return err
			}},
		{deed: model.DeedSetPolicy, target: exam,
			dry: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				c, err := policy(ctx)
				if err == nil {
					_, err = e.PlanPolicy(ctx, c)
				}
				return err
			},
			real: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				c, err := policy(ctx)
				if err == nil {
					_, err = e.ChangePolicy(ctx, c)
				}
				return err
			}},
		{deed: model.DeedReceiveReview, target: at,
			dry: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				_, err := e.PreviewReview(ctx, body)
				return err
			},
			real: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				_, err := e.ReceiveReview(ctx, body)
				return err
			}},
		{deed: model.DeedAcceptReview, target: at, migratedOnly: true,
			dry: func(ctx context.Context, e *Guarded, on sweepSubjects) error {
				_, err := e.PreviewDelivery(ctx, on.delivery)
				return err
			},
			real: func(ctx context.Context, e *Guarded, on sweepSubjects) error {
				_, err := e.AcceptDelivery(ctx, on.delivery)
				return err
			}},
		{deed: model.DeedDismissReview, target: at, migratedOnly: true,
			dry: func(ctx context.Context, e *Guarded, on sweepSubjects) error { return e.MayDismiss(ctx, on.delivery) },
			real: func(ctx context.Context, e *Guarded, on sweepSubjects) error {
				return e.DismissDelivery(ctx, on.delivery)
			}},
		{deed: model.DeedSyncReviews, dry: sync(true), real: sync(false)},
		{deed: model.DeedRetryDelivery, migratedOnly: true,
			dry: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				_, err := e.CountRetry(ctx, retry)
				return err
			},
			real: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				_, err := e.RetryMessages(ctx, retry)
				return err
			}},
		{deed: model.DeedMigrate,
			dry:  func(ctx context.Context, e *Guarded, _ sweepSubjects) error { return e.May(ctx, model.DeedMigrate) },
			real: func(ctx context.Context, e *Guarded, _ sweepSubjects) error { return e.Migrate(ctx, nil) }},
		{deed: model.DeedReportReadiness, target: at,
			dry: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				return e.May(ctx, model.DeedReportReadiness)
			},
			real: func(ctx context.Context, e *Guarded, on sweepSubjects) error {
				_, err := e.SoftwareReady(ctx, on.readyCode)
				return err
			}},
		{deed: model.DeedDeliver, migratedOnly: true,
			dry: func(ctx context.Context, e *Guarded, _ sweepSubjects) error { return e.May(ctx, model.DeedDeliver) },
			real: func(ctx context.Context, e *Guarded, _ sweepSubjects) error {
				return deliverAs(ctx, e)
			}},
	}
}

// deliverAs does all that a courier asks for. Whoever is refused one of it must be
// refused the others too.
func deliverAs(ctx context.Context, e *Guarded) error {
	claim, err := e.ClaimMessages(ctx, model.ThePlatform, now(), time.Minute, 1)
	id := int64(1 << 40) // where nothing could be claimed, there is no such message
	if len(claim.Messages) > 0 {
		id = claim.Messages[0].ID
	}
	for name, other := range map[string]error{
		"release": e.ReleaseMessage(ctx, claim.Lease, id), "fail": e.MarkFailed(ctx, claim.Lease, model.Failure{ID: id, Next: now()}),
		"deliver": e.MarkDelivered(ctx, id, now()), "note": e.NoteDelivery(ctx, model.DeliveryCount{Delivered: 1}),
	} {
		if (other == nil) != (err == nil) || model.CodeOf(other) != model.CodeOf(err) {
			return model.Errorf(model.CodeInternal, "%s: %v, but claiming: %v", name, other, err)
		}
	}
	return err
}

// sweepStore opens a copy of a prepared store.
func sweepStore(t *testing.T, template string) (*store.Store, *Engine) {
	t.Helper()
	data, err := os.ReadFile(template)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sweep.sqlite3")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), path, store.Options{Platform: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, New(s, Config{Clock: now, Formats: backends.Formats{}, Rules: model.DefaultReviewRules()})
}

// sweepActor is a person of a kind, as the store has them, at a door.
func sweepActor(t *testing.T, s *store.Store, k model.PersonKind, door model.Door) model.Actor {
	t.Helper()
	a := model.Nobody(door)
	var err error
	switch k {
	case model.PersonNobody:
	case model.PersonService:
		a.Service = "test"
	case model.PersonUnknown: // was there when they signed in
		a.Reviewer = model.Reviewer{ID: 1 << 40, Username: "gone", IsStaff: true, IsSuperuser: true}
	default:
		a.Reviewer, err = s.Person(t.Context(), "p_"+string(k))
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// watcher sees whether something was written to a store.
type watcher struct{ conn *sql.Conn }

func watch(t *testing.T, s *store.Store) watcher {
	t.Helper()
	db, err := sql.Open("sqlite", s.Info().Path)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = conn.Close(), db.Close() })
	return watcher{conn}
}

// version changes when another connection commits something (PRAGMA data_version).
func (w watcher) version(t *testing.T) (n int64) {
	t.Helper()
	if err := w.conn.QueryRowContext(t.Context(), "PRAGMA data_version").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Every guarded call that writes, dry and real, by every kind of person, through
// every door, on a guest's store and on one with examdesk's tables: who may is the
// table's word, a dry run refuses as the real one does, and a refusal writes
// nothing. A quick run lets each kind of person try each call through one door.
func TestEveryCallAsksTheTable(t *testing.T) {
	t.Parallel()
	for name, migrated := range map[string]bool{"guest": false, "migrated": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			template, on := sweepTemplate(t, migrated)
			s, e := sweepStore(t, template)
			w := watch(t, s)
			staff := func(e *Engine, s *store.Store) *Guarded {
				return e.As(sweepActor(t, s, model.PersonStaff, model.DoorDesk))
			}
			var calls, refused, allowed int
			deeds := map[model.Deed]bool{}
			for i, call := range sweepCalls(on, staff(e, s)) {
				if call.migratedOnly && !migrated {
					continue
				}
				deeds[call.deed] = true
				doors, step := model.Doors(), sampled.Every(t, len(model.Doors()))
				if slow { // the same code for each of them
					doors, step = []model.Door{model.DoorDesk}, 1
				}
				for at, door := range doors {
					for who, kind := range model.PersonKinds() {
						if (i+at+who)%step != 0 { // each kind of person through one door, by turns
							continue
						}
						actor := sweepActor(t, s, kind, door)
						rights, err := view(t.Context(), e.core, func(tx *store.Tx) (model.Rights, error) { return e.core.rights(t.Context(), tx, actor) })
						if err != nil {
							t.Fatal(err)
						}
						want := rights.May(call.deed, call.target)
						before := w.version(t)
						errs := map[string]error{"dry": call.dry(t.Context(), e.As(actor), on)}
						if want != nil {
							errs["real"] = call.real(t.Context(), e.As(actor), on)
						} else { // it succeeds, so it gets a store of its own
							own, again := sweepStore(t, template)
							errs["real"] = sweepCalls(on, staff(again, own))[i].real(t.Context(), again.As(actor), on)
						}
						for how, err := range errs {
							calls++
							switch {
							case want == nil && err != nil:
								t.Errorf("%s, %s by %s at %s: %v", call.deed, how, kind, door, err)
							case want != nil && model.CodeOf(err) != model.CodeDenied:
								// A dry report of readiness asks only whether there is a place for it.
								placeless := how == "dry" && err == nil && call.deed == model.DeedReportReadiness && rights.MayAnywhere(call.deed) == nil
								if !placeless {
									t.Errorf("%s, %s by %s at %s: %v, want a refusal", call.deed, how, kind, door, err)
								}
							}
							if err == nil {
								allowed++
							} else {
								refused++
							}
						}
						if after := w.version(t); after != before {
							t.Errorf("%s by %s at %s wrote something", call.deed, kind, door)
						}
					}
				}
			}
			t.Logf("%s: %d deeds x %d kinds of people x %d doors, dry and real: %d calls, %d allowed, %d refused with nothing written",
				name, len(deeds), len(model.PersonKinds()), len(model.Doors()), calls, allowed, refused)
		})
	}
}
