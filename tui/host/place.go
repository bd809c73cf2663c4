package host

// Layer is how a screen lies over the one below.
type Layer int

// The layers. A ground fills the desk; a page lies in place of what the ground
// shows; a line takes the place of the last two lines; a question lies under as
// much of the screen below as there is room for.
const (
	LayerGround Layer = iota
	LayerPage
	LayerLine
	LayerQuestion
)

// Trait is a property of a place that decides which keys work there.
type Trait uint

// The traits. They decide which of the desk's own keys work in a place.
const (
	// Types: letters are text.
	Types Trait = 1 << iota
	// Picks: a list to choose from, narrowed by typing.
	Picks
	// Scrolls: the moving keys move.
	Scrolls
	// Arrows: only the arrows and the page keys move.
	Arrows
	// Opens: a ground from which the desk's own keys open help and palette, and
	// settle what is held.
	Opens
	// Boards: a ground over the list of attempts.
	Boards
	// Refreshes: the store can be asked again.
	Refreshes
	// Rows: the keys are about attempts.
	Rows
	// Confirms: a key confirms what is shown, so none is taken until it has been
	// seen.
	Confirms
)

// Place is where keys go: a screen, or a state of one.
type Place struct {
	// Name is a word for it, by which bindings of others refer to it.
	Name string
	// Title is its heading in docs/keys.md.
	Title string
	Layer Layer
	Trait Trait
}

// Is reports whether the place has one of the traits.
func (p *Place) Is(t Trait) bool { return p.Trait&t != 0 }
