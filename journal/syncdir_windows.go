package journal

// Windows cannot sync a directory; its file systems log new names themselves.
const syncsDirectories = false
