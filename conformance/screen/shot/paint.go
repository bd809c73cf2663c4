package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"examdesk/conformance/screen"
)

// A cell in pixels, and where in it the letters stand.
const (
	cellWidth  = 10
	cellHeight = 20
	baseline   = 15
	margin     = 10
	fontSize   = 16.61 // DejaVu Sans Mono is then ten pixels wide
)

// painter paints cells with fonts.
type painter struct {
	plain, bold font.Face
	// others are fonts of other scripts; each character is drawn with the first
	// that has it.
	others      []*scripted
	ground, ink color.Color
}

// scripted is a font of another script in several sizes, the largest first: it
// was not made for cells.
type scripted struct {
	font  *opentype.Font
	faces []font.Face
	buf   sfnt.Buffer
}

func newPainter(dir, scripts string) (*painter, error) {
	p := &painter{}
	for _, f := range []struct {
		to   *font.Face
		name string
	}{{&p.plain, "DejaVuSansMono.ttf"}, {&p.bold, "DejaVuSansMono-Bold.ttf"}} {
		loaded, err := load(filepath.Join(dir, f.name), fontSize)
		if err != nil {
			return nil, fmt.Errorf("read the font (Debian: fonts-dejavu-core): %w", err)
		}
		*f.to = loaded.faces[0]
		p.others = append(p.others, loaded)
	}
	p.others = p.others[:1]
	names := []string{filepath.Join(dir, "DejaVuSans.ttf")}
	for _, pattern := range filepath.SplitList(scripts) {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return nil, fmt.Errorf("find the fonts %s: %w", pattern, err)
		}
		names = append(names, found...)
	}
	for _, name := range names {
		if f, err := load(name, fontSize, 15, 13, 11.5, 10, 8.5); err == nil {
			p.others = append(p.others, f)
		}
	}
	p.look("dark")
	return p, nil
}

func load(path string, sizes ...float64) (*scripted, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f, err := opentype.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	s := &scripted{font: f}
	for _, size := range sizes {
		face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		s.faces = append(s.faces, face)
	}
	return s, nil
}

// look chooses the terminal's own colours.
func (p *painter) look(theme string) {
	p.ground, p.ink = color.RGBA{0x16, 0x18, 0x1d, 0xff}, color.RGBA{0xd7, 0xda, 0xe0, 0xff}
	if theme == "light" {
		p.ground, p.ink = color.RGBA{0xff, 0xff, 0xff, 0xff}, color.RGBA{0x20, 0x22, 0x26, 0xff}
	}
}

// faceFor is a face that has the characters of a cell and draws them within it.
func (p *painter) faceFor(content string, bold bool, room int) font.Face {
	main := p.plain
	if bold {
		main = p.bold
	}
	r, _ := utf8.DecodeRuneInString(content)
	for i, f := range p.others {
		if g, err := f.font.GlyphIndex(&f.buf, r); err != nil || g == 0 {
			continue
		}
		if i == 0 {
			return main
		}
		for _, face := range f.faces {
			if font.MeasureString(face, content).Ceil() <= room {
				return face
			}
		}
		return f.faces[len(f.faces)-1]
	}
	return main
}

// paint writes what is on the screen as a PNG.
func (p *painter) paint(s *screen.Screen, path string) error {
	width, height := s.Cells(func(int, int, *uv.Cell) {})
	img := image.NewRGBA(image.Rect(0, 0, width*cellWidth+2*margin, height*cellHeight+2*margin))
	draw.Draw(img, img.Bounds(), image.NewUniform(p.ground), image.Point{}, draw.Src)
	s.Cells(func(x, y int, c *uv.Cell) { p.cell(img, x, y, c) })
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write the picture: %w", err)
	}
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(f, img); err != nil {
		_ = f.Close()
		return fmt.Errorf("write the picture: %w", err)
	}
	return f.Close()
}

func (p *painter) cell(img *image.RGBA, x, y int, c *uv.Cell) {
	fg, bg := c.Style.Fg, c.Style.Bg
	if fg == nil {
		fg = p.ink
	}
	if bg == nil {
		bg = p.ground
	}
	if c.Style.Attrs&uv.AttrReverse != 0 {
		fg, bg = bg, fg
	}
	left, top := margin+x*cellWidth, margin+y*cellHeight
	box := image.Rect(left, top, left+max(1, c.Width)*cellWidth, top+cellHeight)
	if c.Width > 0 {
		draw.Draw(img, box, image.NewUniform(bg), image.Point{}, draw.Src)
	}
	if c.Style.Underline != 0 {
		draw.Draw(img, image.Rect(box.Min.X, top+cellHeight-3, box.Max.X, top+cellHeight-2), image.NewUniform(fg), image.Point{}, draw.Src)
	}
	face := p.faceFor(c.Content, c.Style.Attrs&uv.AttrBold != 0, c.Width*cellWidth)
	d := font.Drawer{Dst: img, Src: image.NewUniform(fg), Face: face, Dot: fixed.P(left, top+baseline)}
	d.DrawString(c.Content)
}
