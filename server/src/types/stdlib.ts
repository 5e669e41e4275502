/**
 * What the standard library of go1.26.8 and golang.org/x/sync say of the types that rules ask about, by import
 * path: Go source without bodies and parameters. Made by `node scripts/stdlib.mjs`.
 */
export const stdlib: Readonly<Record<string, string>> = {
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
  'golang.org/x/sync/errgroup': `package errgroup
import context "context"
type Group struct{}
func WithContext() (*Group, context.Context)
`,
  'golang.org/x/sync/semaphore': `package semaphore
func NewWeighted() *Weighted
type Weighted struct{}
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
  'runtime/pprof': `package pprof
import context "context"
func WithLabels() context.Context
`,
  'runtime/trace': `package trace
import context "context"
func NewTask() (context.Context, *Task)
`,
  sync: `package sync
type Cond struct{L Locker}
type Locker interface{}
type Mutex struct{}
func NewCond() *Cond
type Once struct{}
type RWMutex struct{}
func (*RWMutex) RLocker() Locker
type WaitGroup struct{}
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
};
