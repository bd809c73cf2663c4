package engine

func b() { a() }
