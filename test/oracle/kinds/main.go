// Command kinds prints what go/types says of a module's expressions, as far as Unpark's rules ask about them: one
// JSON object a package, with the byte offsets and the kind of each such expression of its files.
//
//	go run main.go [-test] -C folder pattern…
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// named are the declared types that rules ask about.
var named = map[string]bool{
	"sync.WaitGroup": true, "sync.Mutex": true, "sync.RWMutex": true, "sync.Once": true, "sync.Cond": true,
	"context.Context": true, "context.CancelFunc": true, "context.CancelCauseFunc": true,
	"time.Ticker": true, "time.Timer": true, "net/http.Response": true,
	"testing.T": true, "testing.B": true, "testing.F": true, "testing.TB": true, "testing.M": true,
	"golang.org/x/sync/errgroup.Group": true, "golang.org/x/sync/semaphore.Weighted": true,
}

type listed struct {
	Dir, ImportPath, Export string
	GoFiles, CgoFiles       []string
	ImportMap               map[string]string
	ForTest                 string
	DepOnly, Incomplete     bool
}

type expression struct {
	Start, End int
	Kind       string
}

type file struct {
	Path        string
	Expressions []expression
}

func main() {
	log.SetFlags(0)
	dir := flag.String("C", ".", "the module's folder")
	tests := flag.Bool("test", false, "tests as well")
	flag.Parse()
	arguments := flag.Args()
	if *tests {
		arguments = append([]string{"-test"}, arguments...)
	}
	packages, err := list(*dir, arguments)
	if err != nil {
		log.Fatal(err)
	}
	exports := map[string]string{}
	tested := map[string]bool{}
	for _, p := range packages {
		exports[p.ImportPath] = p.Export
		if p.ImportPath == p.ForTest+" ["+p.ForTest+".test]" {
			tested[p.ForTest] = true
		}
	}
	// One importer for all: what two packages import is the same.
	fset := token.NewFileSet()
	gc := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(exports[path])
	})
	encoder := json.NewEncoder(os.Stdout)
	for _, p := range packages {
		// What is recompiled for its tests is judged with them, and the programs that run tests are not.
		isProgram := strings.HasSuffix(p.ImportPath, ".test")
		if p.DepOnly || isProgram || tested[p.ImportPath] {
			continue
		}
		p.ImportPath, _, _ = strings.Cut(p.ImportPath, " ")
		files, err := check(fset, gc, p)
		if err != nil {
			log.Printf("skipped %s: %v", p.ImportPath, err)
			continue
		}
		if err := encoder.Encode(map[string]any{"path": p.ImportPath, "dir": p.Dir, "files": files}); err != nil {
			log.Fatal(err)
		}
	}
}

func list(dir string, patterns []string) ([]listed, error) {
	args := append([]string{"list", "-e", "-export", "-deps",
		"-json=Dir,ImportPath,Export,GoFiles,CgoFiles,ImportMap,ForTest,DepOnly,Incomplete"}, patterns...)
	command := exec.Command("go", args...)
	command.Dir = dir
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	var packages []listed
	decoder := json.NewDecoder(output)
	for {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
	return packages, command.Wait()
}

// mapped resolves a package's imports by the names that the go command gave them.
type mapped struct {
	types.Importer
	names map[string]string
}

func (m mapped) Import(path string) (*types.Package, error) {
	if real := m.names[path]; real != "" {
		path = real
	}
	return m.Importer.Import(path)
}

func check(fset *token.FileSet, from types.Importer, p listed) ([]file, error) {
	var parsed []*ast.File
	for _, name := range append(p.GoFiles, p.CgoFiles...) {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, f)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	failed := 0
	config := types.Config{
		Importer:    mapped{from, p.ImportMap},
		FakeImportC: true,
		Error:       func(error) { failed++ },
	}
	config.Check(p.ImportPath, fset, parsed, info)
	if failed > 0 {
		return nil, fmt.Errorf("%d type errors", failed)
	}
	byFile := map[string]*file{}
	files := make([]file, len(parsed))
	for i, f := range parsed {
		name := fset.Position(f.Pos()).Filename
		files[i] = file{Path: name, Expressions: []expression{}}
		byFile[name] = &files[i]
	}
	for e, tv := range info.Types {
		typ := tv.Type
		if pair, ok := typ.(*types.Tuple); ok && pair.Len() == 2 {
			if _, isCall := e.(*ast.CallExpr); !isCall {
				typ = pair.At(0).Type() // v, ok := <-ch
			}
		}
		kind := kindOf(typ, 0)
		if kind == "" || !tv.IsValue() {
			continue
		}
		// Not Position: a //line comment moves that.
		start := fset.File(e.Pos())
		to := byFile[start.Name()]
		to.Expressions = append(to.Expressions, expression{start.Offset(e.Pos()), start.Offset(e.End()), kind})
		if size, value := capacity(info, e); size != nil {
			to.Expressions = append(to.Expressions,
				expression{start.Offset(size.Pos()), start.Offset(size.End()), "capacity " + value})
		}
	}
	return files, nil
}

// capacity is the constant capacity of the channel that an expression makes, where it has one.
func capacity(info *types.Info, e ast.Expr) (ast.Expr, string) {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 2 {
		return nil, ""
	}
	if name, ok := ast.Unparen(call.Fun).(*ast.Ident); !ok || name.Name != "make" || !info.Types[call.Fun].IsBuiltin() {
		return nil, ""
	}
	value := info.Types[call.Args[1]].Value
	if value == nil {
		return nil, ""
	}
	return call.Args[1], value.ExactString()
}

// kindOf is "" for what no rule asks about, and for what lies deeper: type T chan T has no end.
func kindOf(t types.Type, depth int) string {
	if depth > 4 {
		return ""
	}
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		if kind := kindOf(p.Elem(), depth+1); kind != "" && !strings.HasPrefix(kind, "*") {
			return "*" + kind
		}
		return ""
	}
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != nil {
		// The standard library has its own copies of other modules.
		name := strings.TrimPrefix(n.Obj().Pkg().Path(), "vendor/") + "." + n.Obj().Name()
		if named[name] {
			return name
		}
	}
	if _, ok := t.(*types.TypeParam); ok {
		return ""
	}
	if c, ok := t.Underlying().(*types.Chan); ok {
		arrow := map[types.ChanDir]string{types.SendRecv: "chan", types.SendOnly: "chan<-", types.RecvOnly: "<-chan"}
		return arrow[c.Dir()] + " " + elementOf(c.Elem(), depth+1)
	}
	return ""
}

// elementOf describes the type of a channel's elements.
func elementOf(t types.Type, depth int) string {
	if kind := kindOf(t, depth); kind != "" || depth > 4 {
		return kind
	}
	inside := func(t types.Type) string { return elementOf(t, depth+1) }
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		return "?" // anything
	case *types.Named:
		if t.Obj().Pkg() == nil {
			return t.Obj().Name()
		}
		return strings.TrimPrefix(t.Obj().Pkg().Path(), "vendor/") + "." + t.Obj().Name()
	case *types.Basic:
		return types.Typ[t.Kind()].String()
	case *types.Pointer:
		return "*" + inside(t.Elem())
	case *types.Slice:
		return "[]" + inside(t.Elem())
	case *types.Array:
		return "[]" + inside(t.Elem())
	case *types.Map:
		return "map[" + inside(t.Key()) + "]" + inside(t.Elem())
	case *types.Signature:
		return "func"
	case *types.Struct:
		return "struct"
	case *types.Interface:
		return "interface"
	}
	return t.String()
}
