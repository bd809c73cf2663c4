package allowance

import (
	"strings"
	"testing"

	"examdesk/cli/printer"
	"examdesk/model"
)

func TestListRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		o      ListOptions
		err    error
		status int
		says   []string
		not    string
	}{
		"table":     {ListOptions{}, nil, 0, []string{"LEARNER\tGRANTED\tIN ALL\tAGE\tEXAM\tCOURSE\n", "mei_zhang\t+30 min\t120 min\t1h\t2 Midterm 1\tcourse-v1:A+STAT101+2026\n", "+10 min"}, "There are more"},
		"limit":     {ListOptions{List: printer.List{Limit: 1}}, nil, 0, []string{"+30 min", "There are more; --limit 0 lists all."}, "+10 min"},
		"JSON":      {ListOptions{List: printer.List{AsJSON: true}}, nil, 0, []string{`"username": "mei_zhang"`, `"key": "additional_time_granted"`, `"value": "30"`, `"exam_id": 2`}, "LEARNER"},
		"JSON one":  {ListOptions{List: printer.List{AsJSON: true, Limit: 1}}, nil, 0, []string{`"value": "30"`}, "There are more"},
		"CSV":       {ListOptions{CSV: printer.CsvFlags{On: true}}, nil, 0, []string{"username,email,course_id,exam_id,exam_name,key,value\r\n", "mei_zhang,mei@example.org,course-v1:A+STAT101+2026,2,Midterm 1,additional_time_granted,30\r\n"}, "\t"},
		"bad limit": {ListOptions{List: printer.List{Limit: -1}}, nil, 2, []string{"--limit -1"}, ""},
		"no one":    {ListOptions{}, model.Errorf(model.CodeNotFound, "There is no learner mei."), 5, []string{"There is no learner mei."}, "LEARNER"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.err = x.err
			d := s.on(t, "")
			x.o.Factory, x.o.Whose = d.Factory, Whose{"mei", "2", "c"}
			d.Says(t, listRun(t.Context(), &x.o), x.status, x.says...)
			if x.not != "" && strings.Contains(d.Said.String(), x.not) {
				t.Errorf("said %q", d.Said)
			}
			if x.status == 0 && (s.pair != model.AllowanceWish{Learner: "mei", Exam: "2", Course: "c"} || s.query != model.AllowanceQuery{Course: "c", UserID: 3, ExamID: 2}) {
				t.Errorf("asked for %+v and %+v", s.pair, s.query)
			}
		})
	}
}

func TestHistoryRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		whose  Whose
		json   bool
		err    error
		status int
		says   []string
	}{
		"of a learner": {Whose{Learner: "mei"}, false, nil, 0, []string{"2026-11-20 16:00\tmei_zhang\t2 Midterm 1\t+10 min → +30 min\tr.adeyemi, batch 16\n", "not recorded\tmei_zhang\t2 Midterm 1\t+10 min\tnot recorded\n"}},
		"of an exam":   {Whose{Exam: "2"}, false, nil, 0, []string{"batch 16"}},
		"JSON":         {Whose{Exam: "2"}, true, nil, 0, []string{`"at": "2026-11-20T16:00:00.000000Z"`, `"from": "10"`, `"to": "30"`, `"batch": 16`, `"at": null`, `"from": null`, `"who": null`}},
		"of nobody":    {Whose{Course: "c"}, false, nil, 2, []string{"name a learner with --learner or an exam with --exam"}},
		"not there":    {Whose{Exam: "9"}, false, model.Errorf(model.CodeNotFound, "There is no exam 9."), 5, []string{"There is no exam 9."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.err = x.err
			d := s.on(t, "")
			d.Says(t, historyRun(t.Context(), &HistoryOptions{Factory: d.Factory, Whose: x.whose, AsJSON: x.json}), x.status, x.says...)
			if x.status == 0 && (s.user != 3 || s.exam != 2) {
				t.Errorf("asked for %d and %d", s.user, s.exam)
			}
		})
	}
}
