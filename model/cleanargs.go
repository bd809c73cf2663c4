package model

import (
	"fmt"
	"reflect"
)

// sprintf formats like fmt.Sprintf after cleaning every argument with [Clean]: the
// format is ours, but the arguments may come from outside.
func sprintf(format string, args []any) string {
	safe := make([]any, len(args))
	for i, arg := range args {
		safe[i] = safeArg(arg)
	}
	return fmt.Sprintf(format, safe...)
}

// safeArg cleans strings before they are formatted, so that %q quotes what is
// left of them, and the output of everything else that can carry text. Numbers
// and booleans stay as they are: they are harmless, and may be widths.
func safeArg(arg any) any {
	if arg == nil {
		return nil
	}
	_, stringer := arg.(fmt.Stringer)
	_, isError := arg.(error)
	_, formatter := arg.(fmt.Formatter)
	if stringer || isError || formatter {
		return safeFormat{arg}
	}
	switch v := reflect.ValueOf(arg); v.Kind() {
	case reflect.String:
		return Clean(v.String())
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return arg
	default:
		return safeFormat{arg}
	}
}

// safeFormat formats a value with the verb and flags it was given, and cleans
// the result.
type safeFormat struct{ arg any }

// Format implements [fmt.Formatter].
func (s safeFormat) Format(f fmt.State, verb rune) {
	_, _ = f.Write([]byte(Clean(fmt.Sprintf(fmt.FormatString(f, verb), s.arg))))
}
