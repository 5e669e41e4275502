/**
 * The time from a profile of 50 MB to its table, beside `go tool pprof -top`: whole processes, packed file in, table
 * out.
 *
 * Usage: node test/bench/pprof.ts [megabytes]   (Node 24, Go on PATH)
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { callTree, flameLayout, open, topTable, viewOf } from '../../profile/src/index.ts';
import { ProfileSession } from '../../webview/src/profiles/session.ts';

const rounds = 3;
const functions = 8_000;
const locations = 20_000;

/** Writes protobuf's wire format into one growing array. */
class Writer {
  at = 0;
  bytes = new Uint8Array(1 << 20);

  varint(value: number): void {
    this.room(10);
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.at++] = rest;
  }

  field(number: number, value: number): void {
    this.varint(number * 8);
    this.varint(value);
  }

  message(number: number, content: Writer | Uint8Array): void {
    const bytes = content instanceof Writer ? content.bytes.subarray(0, content.at) : content;
    this.varint(number * 8 + 2);
    this.varint(bytes.length);
    this.room(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  private room(length: number): void {
    if (this.at + length <= this.bytes.length) return;
    const wider = new Uint8Array(Math.max(this.bytes.length * 2, this.at + length));
    wider.set(this.bytes);
    this.bytes = wider;
  }
}

/** A CPU profile of about so many bytes: stacks of 5 to 50 calls, that share their outer halves. */
function profileOf(size: number): Uint8Array {
  const profile = new Writer();
  const part = new Writer();
  const message = (number: number, ...fields: number[]) => {
    part.at = 0;
    fields.forEach((value, i) => {
      if (value) part.field(i + 1, value);
    });
    profile.message(number, part);
  };
  message(1, 1, 2);
  message(1, 3, 4);
  let seed = 1;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const ids = new Writer();
  const values = new Writer();
  while (profile.at < size) {
    ids.at = 0;
    values.at = 0;
    part.at = 0;
    const depth = 5 + random(46);
    const kind = random(400);
    for (let i = 0; i < depth; i++)
      ids.varint(1 + (i < depth / 2 ? random(locations) : (kind * 31 + depth - i) % locations));
    const count = 1 + random(20);
    values.varint(count);
    values.varint(count * 10_000_000);
    part.message(1, ids);
    part.message(2, values);
    profile.message(2, part);
  }
  const line = new Writer();
  for (let id = 1; id <= locations; id++) {
    line.at = 0;
    line.field(1, 1 + (id % functions));
    line.field(2, 10 + (id % 500));
    part.at = 0;
    part.field(1, id);
    part.field(3, 0x400000 + id * 16);
    part.message(4, line);
    profile.message(4, part);
  }
  for (let id = 1; id <= functions; id++) message(5, id, 4 + 2 * id, 4 + 2 * id, 5 + 2 * id);
  const strings = ['', 'samples', 'count', 'cpu', 'nanoseconds', ''];
  for (let id = 1; id <= functions; id++) {
    strings[4 + 2 * id] = `example.com/shop/orders/part${id % 90}.(*Worker).step${id}`;
    strings[5 + 2 * id] = `/home/build/src/example.com/shop/orders/part${id % 90}/step.go`;
  }
  for (let i = 0; i < strings.length; i++) profile.message(6, new TextEncoder().encode(strings[i] ?? ''));
  message(11, 3, 4);
  profile.field(12, 10_000_000);
  return profile.bytes.subarray(0, profile.at);
}

async function printTable(file: string): Promise<void> {
  const { profile } = await open(readFileSync(file));
  const view = viewOf(profile!);
  const { frame, flat, cum } = topTable(view);
  for (let i = 0; i < 40; i++) console.log(flat[i], cum[i], view.index.frames[frame[i]].function);
}

/** What the steps take, in one process. */
async function printSteps(file: string): Promise<void> {
  let since = performance.now();
  const step = (name: string, note = '') => {
    console.log(`  ${name}: ${((performance.now() - since) / 1e3).toFixed(2)} s${note}`);
    since = performance.now();
  };
  const { profile } = await open(readFileSync(file));
  step('unpack and read', `, ${profile!.samples} samples`);
  const view = viewOf(profile!);
  topTable(view);
  step('table');
  const tree = callTree(view);
  step('tree', `, ${tree.size} nodes`);
  const layout = flameLayout(tree, view.index.frames);
  step('flame graph', `, ${layout.size} boxes`);
  const session = new ProfileSession(profile!);
  const asked = {
    inverted: false,
    by: null,
    order: 'weight',
    search: '',
    pixels: 1500,
    depthFrom: 0,
    depthTo: 90,
  } as const;
  const pageView = { type: profile!.defaultType, label: null };
  session.answer({ kind: 'flame', view: pageView, range: null, ...asked });
  step('tree and flame graph as the page draws them first');
  const zooms = 100;
  for (let i = 0; i < zooms; i++) {
    const range = { from: 0, to: layout.width * 0.9 ** i };
    session.answer({ kind: 'flame', view: pageView, range, ...asked });
  }
  step(`${zooms} zooms, down to ${(0.9 ** zooms * 100).toPrecision(1)}% of it`);
}

function compare(megabytes: number): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'unpark-bench-'));
  try {
    const bytes = profileOf(megabytes * 1e6);
    const file = path.join(folder, 'cpu.pb.gz');
    writeFileSync(file, gzipSync(bytes, { level: 1 }));
    console.log(`a profile of ${(bytes.length / 1e6).toFixed(1)} MB`);
    const time = (name: string, command: string, args: string[]) => {
      let best = Number.POSITIVE_INFINITY;
      for (let round = 0; round < rounds; round++) {
        const since = performance.now();
        execFileSync(command, args, { stdio: 'pipe', maxBuffer: 1 << 28 });
        best = Math.min(best, (performance.now() - since) / 1e3);
      }
      console.log(`${name.padEnd(20)} ${best.toFixed(2)} s`);
    };
    time('unpark', process.execPath, [import.meta.filename, '--table', file]);
    time('go tool pprof -top', 'go', ['tool', 'pprof', '-symbolize=none', '-top', file]);
    execFileSync(process.execPath, [import.meta.filename, '--steps', file], {
      stdio: ['ignore', 'inherit', 'pipe'],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [first = '50', file] = process.argv.slice(2);
if (first === '--table') await printTable(file);
else if (first === '--steps') await printSteps(file);
else compare(Number(first));
