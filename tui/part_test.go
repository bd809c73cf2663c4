package tui

import (
	"context"
	"fmt"
	"testing"

	"examdesk/model"
	"examdesk/tui/fake"
)

// part is an LMS of which pages are read.
type part struct{ read, of, asked int }

func (p *part) Part(string) model.Part {
	return model.Part{Words: fmt.Sprintf("pages 1 to %d of %d", p.read, p.of), Whole: p.read >= p.of}
}

func (p *part) ReadFurther(context.Context, string) error {
	p.asked++
	if p.asked == 2 {
		return model.Errorf(model.CodeUnavailable, "The LMS cannot be reached.")
	}
	p.read++
	return nil
}

// Going beyond the end of what has been read of an LMS reads further; nothing else does.
func TestScrollingReadsFurther(t *testing.T) {
	t.Parallel()
	p := &part{read: 4, of: 6}
	d := desk(t, 120, 40, func(c *fake.Config, deps *Deps) { c.Attempts, deps.Part = 60, p })
	d.press("end")
	if p.asked != 0 {
		t.Error("the end of the list was not on the screen yet")
	}
	d.sees(" read")
	d.press("down")
	d.says("Read: pages 1 to 5 of 6.")
	d.press("G")
	d.says("The LMS could not be read further: The LMS cannot be reached.")
	d.press("down")
	d.says("Everything has been read.")
	d.press("down", "G", "pgdown")
	if p.asked != 3 {
		t.Error("asked although everything has been read:", p.asked)
	}
	d.doesNotSee(" read ")
}

// An empty list of which only a part has been read does not say that there is nothing.
func TestEmptyPart(t *testing.T) {
	t.Parallel()
	p := &part{read: 1, of: 400}
	d := desk(t, 120, 40, func(c *fake.Config, deps *Deps) { c.Attempts, deps.Part = 0, p })
	d.sees("Nothing here in what has been read of the LMS: pages 1 to 1", "G reads further")
	d.press("G")
	if p.asked != 1 {
		t.Error("G did not read further")
	}
}
