/**
 * What the standard library of go1.26.8 and golang.org/x/sync say of the types that rules ask about, by import
 * path: Go source without bodies, and with parameters of generic functions only. Made by `node scripts/stdlib.mjs`.
 */
export const stdlib: Readonly<Record<string, string>> = {
  cmp: `package cmp
func Or[T any](_ ...T) T
`,
  context: `package context
func Background() Context
type CancelCauseFunc func()
type CancelFunc func()
type Context interface{Done() <-chan struct{}}
func TODO() Context
func WithCancel() (Context, CancelFunc)
func WithCancelCause() (Context, CancelCauseFunc)
func WithDeadline() (Context, CancelFunc)
func WithDeadlineCause() (Context, CancelFunc)
func WithTimeout() (Context, CancelFunc)
func WithTimeoutCause() (Context, CancelFunc)
func WithValue() Context
func WithoutCancel() Context
`,
  'crypto/tls': `package tls
import context "context"
import net "net"
type CertificateRequestInfo struct{}
func (*CertificateRequestInfo) Context() context.Context
type ClientHelloInfo struct{}
func (*ClientHelloInfo) Context() context.Context
type Dialer struct{NetDialer *net.Dialer}
`,
  'database/sql': `package sql
type Null[T any] struct{V T}
`,
  errors: `package errors
func AsType[E any](_ error) (E, bool)
`,
  'golang.org/x/sync/errgroup': `package errgroup
import context "context"
type Group struct{}
func WithContext() (*Group, context.Context)
`,
  'golang.org/x/sync/semaphore': `package semaphore
func NewWeighted() *Weighted
type Weighted struct{}
`,
  iter: `package iter
func Pull[V any](_ Seq[V]) (func() (V, bool), func())
func Pull2[K any, V any](_ Seq2[K, V]) (func() (K, V, bool), func())
type Seq[V any] func(yield func(V) bool)
type Seq2[K any, V any] func(yield func(K, V) bool)
`,
  maps: `package maps
import iter "iter"
func All[Map ~map[K]V, K any, V any](_ Map) iter.Seq2[K, V]
func Clone[M ~map[K]V, K any, V any](_ M) M
func Collect[K any, V any](_ iter.Seq2[K, V]) map[K]V
func Keys[Map ~map[K]V, K any, V any](_ Map) iter.Seq[K]
func Values[Map ~map[K]V, K any, V any](_ Map) iter.Seq[V]
`,
  'math/rand/v2': `package rand
func N[Int any](_ Int) Int
`,
  net: `package net
type Dialer struct{Cancel <-chan struct{}}
`,
  'net/http': `package http
import context "context"
import crypto_tls "crypto/tls"
import net "net"
type Client struct{Transport RoundTripper}
func (*Client) Do() (*Response, error)
func (*Client) Get() (*Response, error)
func (*Client) Head() (*Response, error)
func (*Client) Post() (*Response, error)
func (*Client) PostForm() (*Response, error)
type ClientConn struct{}
func (*ClientConn) RoundTrip() (*Response, error)
type CloseNotifier interface{CloseNotify() <-chan bool}
var DefaultClient *Client
var DefaultTransport RoundTripper
func Get() (*Response, error)
func Head() (*Response, error)
func NewFileTransport() RoundTripper
func NewFileTransportFS() RoundTripper
func NewRequest() (*Request, error)
func NewRequestWithContext() (*Request, error)
func Post() (*Response, error)
func PostForm() (*Response, error)
func ReadRequest() (*Request, error)
func ReadResponse() (*Response, error)
type Request struct{Cancel <-chan struct{}; Response *Response}
func (*Request) Clone() *Request
func (*Request) Context() context.Context
func (*Request) WithContext() *Request
type Response struct{Request *Request}
type RoundTripper interface{RoundTrip() (*Response, error)}
type Server struct{BaseContext func(net.Listener) context.Context; ConnContext func(ctx context.Context, c net.Conn) context.Context}
type Transport struct{TLSNextProto map[string]func(authority string, c *crypto_tls.Conn) RoundTripper}
func (*Transport) Clone() *Transport
func (*Transport) NewClientConn() (*ClientConn, error)
func (*Transport) RoundTrip() (*Response, error)
`,
  'net/http/cgi': `package cgi
import net_http "net/http"
func Request() (*net_http.Request, error)
func RequestFromMap() (*net_http.Request, error)
`,
  'net/http/httptest': `package httptest
import net_http "net/http"
func NewRecorder() *ResponseRecorder
func NewRequest() *net_http.Request
func NewRequestWithContext() *net_http.Request
func NewServer() *Server
func NewTLSServer() *Server
func NewUnstartedServer() *Server
type ResponseRecorder struct{}
func (*ResponseRecorder) Result() *net_http.Response
type Server struct{Config *net_http.Server}
func (*Server) Client() *net_http.Client
`,
  'net/http/httptrace': `package httptrace
import context "context"
func WithClientTrace() context.Context
`,
  'net/http/httputil': `package httputil
import net_http "net/http"
type ClientConn struct{}
func (*ClientConn) Do() (*net_http.Response, error)
func (*ClientConn) Read() (*net_http.Response, error)
func NewClientConn() *ClientConn
func NewProxyClientConn() *ClientConn
func NewServerConn() *ServerConn
func NewSingleHostReverseProxy() *ReverseProxy
type ProxyRequest struct{In *net_http.Request; Out *net_http.Request}
type ReverseProxy struct{Transport net_http.RoundTripper}
type ServerConn struct{}
func (*ServerConn) Read() (*net_http.Request, error)
`,
  'net/rpc': `package rpc
type Call struct{Done chan *Call}
type Client struct{}
func (*Client) Go() *Call
func Dial() (*Client, error)
func DialHTTP() (*Client, error)
func DialHTTPPath() (*Client, error)
func NewClient() *Client
func NewClientWithCodec() *Client
`,
  'net/rpc/jsonrpc': `package jsonrpc
import net_rpc "net/rpc"
func Dial() (*net_rpc.Client, error)
func NewClient() *net_rpc.Client
`,
  'os/signal': `package signal
import context "context"
func NotifyContext() (context.Context, context.CancelFunc)
`,
  reflect: `package reflect
func TypeAssert[T any](_ Value) (T, bool)
`,
  'runtime/pprof': `package pprof
import context "context"
func WithLabels() context.Context
`,
  'runtime/trace': `package trace
import context "context"
func NewTask() (context.Context, *Task)
`,
  slices: `package slices
import iter "iter"
func All[Slice ~[]E, E any](_ Slice) iter.Seq2[int, E]
func AppendSeq[Slice ~[]E, E any](_ Slice, _ iter.Seq[E]) Slice
func Backward[Slice ~[]E, E any](_ Slice) iter.Seq2[int, E]
func Chunk[Slice ~[]E, E any](_ Slice, _ int) iter.Seq[Slice]
func Clip[S ~[]E, E any](_ S) S
func Clone[S ~[]E, E any](_ S) S
func Collect[E any](_ iter.Seq[E]) []E
func Compact[S ~[]E, E any](_ S) S
func CompactFunc[S ~[]E, E any](_ S, _ func(E, E) bool) S
func Concat[S ~[]E, E any](_ ...S) S
func Delete[S ~[]E, E any](_ S, _ int, _ int) S
func DeleteFunc[S ~[]E, E any](_ S, _ func(E) bool) S
func Grow[S ~[]E, E any](_ S, _ int) S
func Insert[S ~[]E, E any](_ S, _ int, _ ...E) S
func Max[S ~[]E, E any](_ S) E
func MaxFunc[S ~[]E, E any](_ S, _ func(a E, b E) int) E
func Min[S ~[]E, E any](_ S) E
func MinFunc[S ~[]E, E any](_ S, _ func(a E, b E) int) E
func Repeat[S ~[]E, E any](_ S, _ int) S
func Replace[S ~[]E, E any](_ S, _ int, _ int, _ ...E) S
func Sorted[E any](_ iter.Seq[E]) []E
func SortedFunc[E any](_ iter.Seq[E], _ func(E, E) int) []E
func SortedStableFunc[E any](_ iter.Seq[E], _ func(E, E) int) []E
func Values[Slice ~[]E, E any](_ Slice) iter.Seq[E]
`,
  sync: `package sync
type Cond struct{L Locker}
type Locker interface{}
type Mutex struct{}
func NewCond() *Cond
type Once struct{}
func OnceValue[T any](_ func() T) func() T
func OnceValues[T1 any, T2 any](_ func() (T1, T2)) func() (T1, T2)
type RWMutex struct{}
func (*RWMutex) RLocker() Locker
type WaitGroup struct{}
`,
  'sync/atomic': `package atomic
type Pointer[T any] struct{}
func (*Pointer[T]) Load() *T
func (*Pointer[T]) Swap() *T
`,
  syscall: `package syscall
import sync "sync"
var ForkLock sync.RWMutex
`,
  testing: `package testing
import context "context"
type B struct{}
func (*B) Context() context.Context
type F struct{}
func (*F) Context() context.Context
type M struct{}
func MainStart() *M
type T struct{}
func (*T) Context() context.Context
type TB interface{Context() context.Context}
`,
  time: `package time
func After() <-chan Time
func AfterFunc() *Timer
func NewTicker() *Ticker
func NewTimer() *Timer
func Tick() <-chan Time
type Ticker struct{C <-chan Time}
type Timer struct{C <-chan Time}
`,
  unique: `package unique
type Handle[T any] struct{}
func (*Handle[T]) Value() T
func Make[T any](_ T) Handle[T]
`,
  weak: `package weak
func Make[T any](_ *T) Pointer[T]
type Pointer[T any] struct{}
func (*Pointer[T]) Value() *T
`,
};
