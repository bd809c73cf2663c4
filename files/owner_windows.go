package files

import (
	"io/fs"
	"strconv"
)

func ownerOf(fs.FileInfo) (int, bool) { return 0, false }

func mightAnyway(fs.FileInfo) bool { return false }

func userName(id int) string { return strconv.Itoa(id) }
