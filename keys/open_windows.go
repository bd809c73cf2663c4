package keys

// openWithoutWaiting is not needed where pipes are not among the files.
const openWithoutWaiting = 0
