package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"

	uv "github.com/charmbracelet/ultraviolet"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
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

// painter paints cells with a font.
type painter struct {
	plain, bold font.Face
}

func newPainter(dir string) (*painter, error) {
	face := func(name string) (font.Face, error) {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, fmt.Errorf("read the font (Debian: fonts-dejavu-core): %w", err)
		}
		f, err := opentype.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("read the font %s: %w", name, err)
		}
		return opentype.NewFace(f, &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingFull})
	}
	plain, err := face("DejaVuSansMono.ttf")
	if err != nil {
		return nil, err
	}
	bold, err := face("DejaVuSansMono-Bold.ttf")
	return &painter{plain: plain, bold: bold}, err
}

// The terminal's own colours.
func ground() color.Color { return color.RGBA{0x16, 0x18, 0x1d, 0xff} }
func ink() color.Color    { return color.RGBA{0xd7, 0xda, 0xe0, 0xff} }

// paint writes what is on the screen as a PNG.
func (p *painter) paint(s *screen.Screen, path string) error {
	width, height := s.Cells(func(int, int, *uv.Cell) {})
	img := image.NewRGBA(image.Rect(0, 0, width*cellWidth+2*margin, height*cellHeight+2*margin))
	draw.Draw(img, img.Bounds(), image.NewUniform(ground()), image.Point{}, draw.Src)
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
		fg = ink()
	}
	if bg == nil {
		bg = ground()
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
	face := p.plain
	if c.Style.Attrs&uv.AttrBold != 0 {
		face = p.bold
	}
	d := font.Drawer{Dst: img, Src: image.NewUniform(fg), Face: face, Dot: fixed.P(left, top+baseline)}
	d.DrawString(c.Content)
}
