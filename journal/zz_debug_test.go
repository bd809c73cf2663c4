package journal
import ("testing";"fmt")
func TestZZ(t *testing.T) {
	tracef = func(f string, a ...any) { fmt.Printf(f+"\n", a...) }
	s := &sim{seed: 2302, fault: fullDisk, at: 27}
	_, b := s.run()
	fmt.Println(s.disk.plan, b, s.alone)
}
