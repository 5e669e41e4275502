package main

import (
	"go/types"
	"strings"
)

// locksOf is what the exported types hold that must not be copied, as vet's copylocks has it: by import path and
// type, the name of the lock. Where a type holds several, a WaitGroup comes first and the atomics come last.
func locksOf(packages []*types.Package) map[string]map[string]string {
	result := map[string]map[string]string{}
	for _, pkg := range packages {
		locks := map[string]string{}
		for _, name := range pkg.Scope().Names() {
			object, ok := pkg.Scope().Lookup(name).(*types.TypeName)
			if !ok || !object.Exported() {
				continue
			}
			for _, lock := range locksIn(object.Type(), map[types.Type]bool{}) {
				if rank(lock) > rank(locks[name]) {
					locks[name] = lock
				}
			}
		}
		if len(locks) > 0 {
			result[pkg.Path()] = locks
		}
	}
	return result
}

func rank(lock string) int {
	switch {
	case lock == "":
		return 0
	case lock == "sync.WaitGroup":
		return 3
	case strings.HasPrefix(lock, "sync."):
		return 2
	default:
		return 1
	}
}

// locksIn is every lock that a type holds by value, by the name of the type in sync or sync/atomic.
func locksIn(t types.Type, seen map[types.Type]bool) []string {
	if seen[t] {
		return nil
	}
	seen[t] = true
	for {
		array, ok := t.Underlying().(*types.Array)
		if !ok {
			break
		}
		t = array.Elem()
	}
	fields, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var locks []string
	if isLocker(types.NewPointer(t)) && !isLocker(t) {
		locks = append(locks, t.String())
	} else {
		for i := range fields.NumFields() {
			locks = append(locks, locksIn(fields.Field(i).Type(), seen)...)
		}
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || len(locks) == 0 {
		return locks
	}
	object := named.Obj()
	if path := object.Pkg().Path(); (path == "sync" || path == "sync/atomic") && object.Exported() {
		return []string{object.Pkg().Name() + "." + object.Name()}
	}
	return locks
}

// isLocker tells whether a type has methods Lock() and Unlock().
func isLocker(t types.Type) bool {
	methods := types.NewMethodSet(t)
	for _, name := range []string{"Lock", "Unlock"} {
		method := methods.Lookup(nil, name)
		if method == nil {
			return false
		}
		signature := method.Type().(*types.Signature)
		if signature.Params().Len()+signature.Results().Len() > 0 {
			return false
		}
	}
	return true
}
