import { execFileSync, spawn } from 'node:child_process';

/** What a run of a program took. */
export interface Cost {
  seconds: number;
  /** Of all processors together: what other programs take away does not count. */
  cpuSeconds: number;
  /** Peak, in MB. */
  memory: number;
  /** On standard error. */
  said: string;
}

const sampleMs = 250;

/** Runs a program to its end, whatever its exit code. */
export function run(
  dir: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Cost & { printed: string }> {
  return new Promise((resolve, reject) => {
    const since = performance.now();
    // The shell's `times` knows what its children have taken.
    const script = ['-c', '"$@"; times', 'sh', command, ...args];
    const child = spawn('sh', script, { cwd: dir, env: { ...process.env, ...env } });
    let output = '';
    let said = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      said += data;
    });
    let memory = 0;
    const timer = setInterval(() => (memory = Math.max(memory, memoryOf(child.pid!))), sampleMs);
    child.on('error', reject);
    child.on('close', () => {
      clearInterval(timer);
      const lines = output.trim().split('\n');
      const [user, system] = lines.at(-1)!.split(' ').map(secondsOf);
      const printed = lines.slice(0, -2).join('\n');
      const seconds = (performance.now() - since) / 1e3;
      resolve({ seconds, cpuSeconds: user + system, memory, said, printed });
    });
  });
}

/** Of `1m2.3s`. */
function secondsOf(time: string): number {
  const [, minutes, seconds] = /^(\d+)m([\d.]+)s$/.exec(time) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

/** Resident memory of a process and all below it, in MB. */
export function memoryOf(pid: number): number {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number));
  const tree = new Set([pid]);
  for (let before = 0; before < tree.size; ) {
    before = tree.size;
    for (const [own, parent] of rows) if (tree.has(parent)) tree.add(own);
  }
  return rows.reduce((sum, [own, , size]) => sum + (tree.has(own) ? size : 0), 0) / 1024;
}
