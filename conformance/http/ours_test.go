package http

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"examdesk/backends"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/server/apiv1"
	"examdesk/server/auth"
	"examdesk/store"
)

// side is one of the two that are compared.
type side interface {
	// fresh goes on with a copy of the database that both begin with.
	fresh() error
	do(ctx context.Context, r request) (answer, error)
	database() *database
}

// ours is examdesk on its copy, at a time that the requests set.
type ours struct {
	// protect keeps people's decisions, and drops deliveries that repeat what is known.
	protect    bool
	blank, dir string
	n          int
	engine     *engine.Engine
	store      *store.Store
	handler    http.Handler
	now        time.Time
	db         *database
}

// newOurs makes a side of ours on copies of a database.
func newOurs(t testing.TB, blank string) *ours {
	t.Helper()
	o := &ours{blank: blank, dir: t.TempDir()}
	t.Cleanup(o.close)
	return o
}

func (o *ours) close() {
	if o.store != nil {
		_ = o.store.Close()
		o.db.close()
		o.store = nil
	}
}

func (o *ours) database() *database { return o.db }

func (o *ours) fresh() error {
	o.close()
	o.n++
	path := filepath.Join(o.dir, "ours"+strconv.Itoa(o.n%2)+".sqlite3")
	if err := replaceFile(o.blank, path); err != nil {
		return err
	}
	s, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		return err
	}
	o.store = s
	o.serve()
	o.db, err = openDatabase(path)
	return err
}

// serve makes the engine and the API on the store.
func (o *ours) serve() {
	clock := func() time.Time { return o.now }
	b := model.DefaultBackends()
	b.Default = "test"
	known := b.ByName["test"]
	known.Name, known.VerboseName, known.SupportsOnboarding, known.SendsReviews = "test", "Unknown", true, true
	b.ByName["test"] = known
	rules := model.DefaultReviewRules()
	rules.ProtectHumanReviews = o.protect
	site := model.Site{
		PlatformName: "Example", ContactEmail: "help@example.com", LMSHost: "https://lms.example.com", APIRoot: "/api",
		LearningMFE: "https://learning.example.com", LinkURLs: []model.Link{{Name: "faq", URL: "https://faq.example.com"}},
	}
	o.engine = engine.New(o.store, engine.Config{
		Clock: clock, Formats: backends.Formats{}, Backends: b, Rules: rules, Site: site, Platform: platform{store: o.store},
		Service: func(name string) model.ProctoringService {
			if name == "test" {
				return service{clock}
			}
			return nil
		},
		VideoKey: func(context.Context, string) (model.Secret, error) {
			return model.NewSecret("000102030405060708090a0b0c0d0e0f"), nil
		},
		ObfuscationKey: func(context.Context, string) (model.Secret, error) { return model.NewSecret("synthetic"), nil },
	})
	sign := auth.SignIn{Keys: auth.Keys{Secret: model.NewSecret(signingKey), Issuer: "lms"}, People: o.engine.EdxProctoring(), Clock: clock}
	o.handler = apiv1.New(apiv1.Config{
		For:    func(a model.Actor) model.ProctoringAPI { return o.engine.APIFor(a) },
		SignIn: sign.Actor, Clock: clock, Backends: b, Site: site, ViewablePastDue: true,
	})
}

// service accepts everything, as the LMS's does.
type service struct{ clock func() time.Time }

var _ model.InstructorDashboard = service{}

func (service) SaveExam(context.Context, model.Exam, *string) (string, error) { return "", nil }
func (s service) RegisterAttempt(_ context.Context, e model.Exam, _ model.Registration) (string, error) {
	return fmt.Sprintf("e%d-%d", e.ID, s.clock().Unix()), nil
}
func (service) RemoveAttempt(context.Context, string, string) error { return nil }
func (service) Javascript() string                                  { return "" }
func (service) DownloadURL(context.Context, model.Exam, model.Attempt) (string, error) {
	return "", nil
}
func (service) RetireUser(context.Context, string) error { return model.ErrKeepsNoLearners }

// DashboardURL tells everything that the service is told.
func (service) DashboardURL(_ context.Context, e model.Exam, i model.Instructor) (string, error) {
	if i.AttemptExternalID == "unknown" {
		return "", nil
	}
	exam := ""
	if i.OfExam {
		exam = e.ExternalID.Raw()
	}
	return fmt.Sprintf("https://vendor.example.com/%s/%s/%s/%s/%t", i.UserID, i.Email, exam, i.AttemptExternalID, i.Configuration), nil
}

// platform is what an LMS round the server would say: the course's enrolments as in
// its table, and an outline in which every exam is open.
type platform struct {
	model.NoPlatform
	store *store.Store
}

func (platform) Outline(context.Context, model.Learner, string) (model.Outline, error) {
	from := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	out := model.Outline{Everything: true, Sequences: map[string]model.SequenceSchedule{}}
	for i := range 1000 {
		out.Sequences[block("n"+strconv.Itoa(i))] = model.SequenceSchedule{Starts: &from}
		out.Sequences[block(strconv.Itoa(i))] = model.SequenceSchedule{Starts: &from}
		out.Sequences[block("b"+strconv.Itoa(i))] = model.SequenceSchedule{Starts: &from}
		out.Sequences[block("r"+strconv.Itoa(i))] = model.SequenceSchedule{Starts: &from}
	}
	return out, nil
}

func (p platform) Enrollments(ctx context.Context, course, search string) (out []model.Enrollment, err error) {
	err = p.store.View(ctx, func(tx *store.Tx) error {
		out, err = tx.Enrollments(ctx, course, search)
		return err
	})
	return out, err
}

func (o *ours) do(ctx context.Context, r request) (answer, error) {
	o.now = r.Now
	r = r.withCode(o.db.code)
	q := httptest.NewRequestWithContext(ctx, r.Method, r.Path, strings.NewReader(r.Body))
	q.URL.RawQuery = r.Query
	if err := r.head(q.Header); err != nil {
		return answer{}, err
	}
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, q)
	return answer{w.Code, w.Header().Get("Location"), w.Body.Bytes()}, nil
}
