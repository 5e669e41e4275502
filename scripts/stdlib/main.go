// Command stdlib prints what Go's standard library, and two packages of golang.org/x/sync, say of the types that
// Unpark's rules ask about: for each package, as Go source without bodies, the exported declarations that lead to one
// of them; and which types hold a lock.
//
//	go run scripts/stdlib/*.go > stdlib.json
//
// A declaration leads to such a type if it is one, or if its value, a field, an element or a method's result does.
// Parameters are left out: nobody's type follows from them. Those of generic functions are not, and of what is generic
// there is all whose type arguments can be seen: they may be such types.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// roots are the types that rules ask about. Channels are, too.
var roots = map[string]bool{
	"sync.WaitGroup": true, "sync.Mutex": true, "sync.RWMutex": true, "sync.Once": true, "sync.Cond": true,
	"sync.Locker": true, "context.Context": true, "context.CancelFunc": true, "context.CancelCauseFunc": true,
	"time.Ticker": true, "time.Timer": true, "net/http.Response": true,
	"testing.T": true, "testing.B": true, "testing.F": true, "testing.TB": true, "testing.M": true,
	"golang.org/x/sync/errgroup.Group": true, "golang.org/x/sync/semaphore.Weighted": true,
}

// others are the packages beside the standard library's, of the module below.
var others = []string{"golang.org/x/sync/errgroup", "golang.org/x/sync/semaphore"}

// module requires the others.
const module = "module stdlib\n\ngo 1.18\n\nrequire golang.org/x/sync v0.7.0\n"

func main() {
	log.SetFlags(0)
	packages := load()
	finder := &finder{known: map[*types.TypeName]bool{}}
	// What leads to a type by way of others is found when the others are: until nothing changes.
	for changed := true; changed; {
		changed = false
		for _, pkg := range packages {
			for _, name := range pkg.Scope().Names() {
				object, ok := pkg.Scope().Lookup(name).(*types.TypeName)
				if !ok || !object.Exported() || finder.known[object] || !finder.leadsFrom(object) {
					continue
				}
				finder.known[object] = true
				changed = true
			}
		}
	}
	stubs := map[string]string{}
	for _, pkg := range packages {
		if text := finder.stub(pkg); text != "" {
			stubs[pkg.Path()] = text
		}
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(map[string]any{"stubs": stubs, "locks": locksOf(packages)}); err != nil {
		log.Fatal(err)
	}
}

// list prints the export data's files of all packages, one a line behind its import path.
func list() (string, error) {
	dir, err := os.MkdirTemp("", "stdlib")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(module), 0o600); err != nil {
		return "", err
	}
	args := []string{"list", "-mod=mod", "-export", "-f", "{{.ImportPath}}\t{{.Export}}", "std"}
	command := exec.Command("go", append(args, others...)...)
	command.Dir = dir
	command.Stderr = os.Stderr
	printed, err := command.Output()
	return string(printed), err
}

// load reads the export data of the packages that anybody may import.
func load() []*types.Package {
	printed, err := list()
	if err != nil {
		log.Fatal(err)
	}
	exports := map[string]string{}
	var paths []string
	for _, line := range strings.Split(strings.TrimSpace(printed), "\n") {
		path, file, _ := strings.Cut(line, "\t")
		exports[path] = file
		if !strings.Contains("/"+path+"/", "/internal/") && !strings.HasPrefix(path, "vendor/") && path != "unsafe" {
			paths = append(paths, path)
		}
	}
	sort.Strings(paths)
	from := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		file := exports[path]
		if file == "" {
			file = exports["vendor/"+path]
		}
		return os.Open(file)
	})
	var packages []*types.Package
	for _, path := range paths {
		pkg, err := from.Import(path)
		if err != nil {
			log.Fatalf("%s: %v", path, err)
		}
		packages = append(packages, pkg)
	}
	return packages
}

type finder struct {
	known map[*types.TypeName]bool
}

// leadsFrom tells whether a declared type is one of the roots, or leads to one.
func (f *finder) leadsFrom(object *types.TypeName) bool {
	if roots[object.Pkg().Path()+"."+object.Name()] {
		return true
	}
	if object.IsAlias() {
		return f.leads(types.Unalias(object.Type()))
	}
	named, ok := object.Type().(*types.Named)
	if !ok {
		return false
	}
	if _, isFunc := named.Underlying().(*types.Signature); isFunc && named.TypeParams() != nil {
		return true // iter.Seq
	}
	return len(f.methods(named)) > 0 || f.leads(named.Underlying())
}

// methods are those of a type and its pointer that lead on, promoted ones too; of an interface, none.
func (f *finder) methods(named *types.Named) []*types.Func {
	if types.IsInterface(named) {
		return nil
	}
	var methods []*types.Func
	set := types.NewMethodSet(types.NewPointer(named))
	for i := range set.Len() {
		if m := set.At(i).Obj().(*types.Func); m.Exported() && f.leadsResult(m.Signature()) {
			methods = append(methods, m)
		}
	}
	return methods
}

func (f *finder) leads(t types.Type) bool {
	switch t := t.(type) {
	case *types.Chan, *types.TypeParam:
		return true
	case *types.Alias:
		return f.leads(types.Unalias(t))
	case *types.Named:
		if t.TypeArgs() == nil {
			return f.known[t.Obj()]
		}
		for argument := range t.TypeArgs().Types() {
			if f.leads(argument) {
				return f.known[t.Obj()]
			}
		}
		return false
	case *types.Pointer:
		return f.leads(t.Elem())
	case *types.Slice:
		return f.leads(t.Elem())
	case *types.Array:
		return f.leads(t.Elem())
	case *types.Map:
		return f.leads(t.Elem()) || f.leads(t.Key())
	case *types.Signature:
		return f.leadsResult(t)
	case *types.Struct:
		for i := range t.NumFields() {
			if f.leadsField(t.Field(i)) {
				return true
			}
		}
	case *types.Interface:
		for i := range t.NumMethods() {
			if f.leadsResult(t.Method(i).Signature()) {
				return true
			}
		}
	}
	return false
}

func (f *finder) leadsField(field *types.Var) bool { return field.Exported() && f.leads(field.Type()) }

func (f *finder) leadsResult(signature *types.Signature) bool {
	for i := range signature.Results().Len() {
		if f.leads(signature.Results().At(i).Type()) {
			return true
		}
	}
	return false
}

// printer writes one package.
type printer struct {
	*finder
	pkg     *types.Package
	imports map[string]string
	body    bytes.Buffer
}

// stub is a package's source, or "" where nothing in it leads anywhere.
func (f *finder) stub(pkg *types.Package) string {
	p := &printer{finder: f, pkg: pkg, imports: map[string]string{}}
	for _, name := range pkg.Scope().Names() {
		object := pkg.Scope().Lookup(name)
		switch object := object.(type) {
		case *types.TypeName:
			if f.known[object] {
				p.declare(object)
			}
		case *types.Func:
			if object.Exported() && f.leadsResult(object.Signature()) {
				fmt.Fprintf(&p.body, "func %s%s\n", name, p.signature(object.Signature()))
			}
		case *types.Var:
			if object.Exported() && f.leads(object.Type()) {
				fmt.Fprintf(&p.body, "var %s %s\n", name, p.text(object.Type()))
			}
		}
	}
	if p.body.Len() == 0 {
		return ""
	}
	var head bytes.Buffer
	fmt.Fprintf(&head, "package %s\n", pkg.Name())
	var paths []string
	for path := range p.imports {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	for _, path := range paths {
		fmt.Fprintf(&head, "import %s %q\n", p.imports[path], path)
	}
	return head.String() + p.body.String()
}

func (p *printer) declare(object *types.TypeName) {
	if object.IsAlias() {
		fmt.Fprintf(&p.body, "type %s = %s\n", object.Name(), p.text(types.Unalias(object.Type())))
		return
	}
	named := object.Type().(*types.Named)
	fmt.Fprintf(&p.body, "type %s%s %s\n", object.Name(), p.typeParameters(named.TypeParams()), p.underlying(named))
	for _, m := range p.methods(named) {
		fmt.Fprintf(&p.body, "func (*%s%s) %s()%s\n", object.Name(), p.names(m.Signature().RecvTypeParams(), named), m.Name(), p.results(m.Signature()))
	}
}

// signature writes parameters of generic functions only: type arguments follow from them.
func (p *printer) signature(signature *types.Signature) string {
	if signature.TypeParams() == nil {
		return "()" + p.results(signature)
	}
	var parameters []string
	for parameter := range signature.Params().Variables() {
		parameters = append(parameters, "_ "+p.text(parameter.Type()))
	}
	if last := len(parameters) - 1; signature.Variadic() {
		parameters[last] = strings.Replace(parameters[last], "[]", "...", 1)
	}
	return p.typeParameters(signature.TypeParams()) + "(" + strings.Join(parameters, ", ") + ")" + p.results(signature)
}

func (p *printer) typeParameters(list *types.TypeParamList) string {
	if list == nil {
		return ""
	}
	var parameters []string
	for parameter := range list.TypeParams() {
		constraint := "any"
		if core, ok := parameter.Constraint().Underlying().(*types.Interface); ok && core.NumEmbeddeds() == 1 {
			if union, ok := core.EmbeddedType(0).(*types.Union); ok && union.Len() == 1 {
				constraint = p.text(union)
			}
		}
		parameters = append(parameters, parameter.Obj().Name()+" "+constraint)
	}
	return "[" + strings.Join(parameters, ", ") + "]"
}

// names writes what a receiver calls its type's parameters.
func (p *printer) names(list *types.TypeParamList, named *types.Named) string {
	if named.TypeParams() == nil {
		return ""
	}
	if list == nil { // promoted
		list = named.TypeParams()
	}
	var names []string
	for parameter := range list.TypeParams() {
		names = append(names, parameter.Obj().Name())
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// underlying writes of structs and interfaces only what leads on, and nothing of types that lead nowhere.
func (p *printer) underlying(named *types.Named) string {
	switch t := named.Underlying().(type) {
	case *types.Struct:
		var fields []string
		for i := range t.NumFields() {
			field := t.Field(i)
			if !p.leadsField(field) {
				continue
			}
			if field.Embedded() {
				fields = append(fields, p.text(field.Type()))
			} else {
				fields = append(fields, field.Name()+" "+p.text(field.Type()))
			}
		}
		return "struct{" + strings.Join(fields, "; ") + "}"
	case *types.Interface:
		var methods []string
		for i := range t.NumMethods() {
			if m := t.Method(i); p.leadsResult(m.Signature()) {
				methods = append(methods, m.Name()+"()"+p.results(m.Signature()))
			}
		}
		return "interface{" + strings.Join(methods, "; ") + "}"
	case *types.Signature:
		if named.TypeParams() != nil {
			return p.text(t)
		}
		return "func()" + p.results(t)
	default:
		return p.text(t)
	}
}

func (p *printer) results(signature *types.Signature) string {
	var results []string
	for i := range signature.Results().Len() {
		results = append(results, p.text(signature.Results().At(i).Type()))
	}
	switch len(results) {
	case 0:
		return ""
	case 1:
		return " " + results[0]
	default:
		return " (" + strings.Join(results, ", ") + ")"
	}
}

func (p *printer) text(t types.Type) string {
	return types.TypeString(t, func(other *types.Package) string {
		if other == p.pkg {
			return ""
		}
		// Two packages of one name get two names.
		name := strings.NewReplacer("/", "_", ".", "_", "-", "_").Replace(other.Path())
		p.imports[other.Path()] = name
		return name
	})
}
