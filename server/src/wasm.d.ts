/** The bundler puts the file's bytes in its place. */
declare module '*.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}
