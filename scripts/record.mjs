// Runs the samples with the Go toolchain and records what they leave behind into test/data. Takes about two minutes,
// as the runtime counts waits in whole minutes. What each file holds: test/data/README.md.
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findGo } from './lib/go.mjs';
import { inRoot } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { Advice, runMain } from './lib/say.mjs';

/** Sources are copied here, so that no path of the machine that records gets into what is recorded. */
const neutral = path.join(os.tmpdir(), 'unpark');
const data = inRoot('test/data');

await runMain(async () => {
  const go = findGo();
  if (!go) throw new Advice('There is no go on PATH; recording needs the Go toolchain.');
  await rm(neutral, { recursive: true, force: true });
  await cp(inRoot('samples'), path.join(neutral, 'samples'), { recursive: true });
  for (const folder of ['leak', 'leak-absolute', 'deadlock', 'service']) {
    await mkdir(path.join(data, folder), { recursive: true });
  }

  /**
   * @param {string} sample
   * @param {string} name
   * @param {{ flags?: string[], experiment?: string }} [options]
   */
  const build = async (sample, name, { flags = [], experiment = '' } = {}) => {
    const program = path.join(neutral, 'bin', name);
    const { code, output } = await run(go, ['build', ...flags, '-o', program, '.'], {
      cwd: path.join(neutral, 'samples', sample),
      env: { ...process.env, GOEXPERIMENT: experiment, GOFLAGS: '', GOTOOLCHAIN: 'local' },
    });
    if (code !== 0) throw new Advice(`go build of samples/${sample} failed:\n${output}`);
    return program;
  };
  /**
   * @param {string} program
   * @param {string[]} args
   * @param {Record<string, string>} [env]
   */
  const output = async (program, args = [], env = {}) =>
    (await run(program, args, { cwd: neutral, env: { ...process.env, ...env }, timeout: 180_000 })).output;

  // Leaks, grown old: the dump says «1 minutes». Built with -trimpath, as many services are.
  const old = await build('leak', 'leak', { flags: ['-trimpath'] });
  const aging = output(old, ['-out', path.join(data, 'leak'), '-wait', '100s']);

  // The same with absolute paths, and the runtime's own verdict where this toolchain has it.
  const leaked = await build('leak', 'leak-absolute', { experiment: 'goroutineleakprofile' }).catch(() =>
    build('leak', 'leak-absolute'),
  );
  await output(leaked, ['-out', path.join(data, 'leak-absolute')]);
  for (const other of ['trace.out', 'cpu.pb.gz', 'heap.pb.gz', 'goroutines-debug1.txt']) {
    await rm(path.join(data, 'leak-absolute', other), { force: true });
  }

  await writeFile(
    path.join(data, 'deadlock/crash.log'),
    await output(await build('deadlock', 'deadlock', { flags: ['-trimpath'] })),
  );

  const service = await build('service', 'service', { flags: ['-trimpath'] });
  const serve = ['-addr', '127.0.0.1:0', '-requests', '200', '-stay', '1s'];
  await writeFile(
    path.join(data, 'service/schedtrace.log'),
    await output(service, serve, { GODEBUG: 'schedtrace=250,scheddetail=0' }),
  );
  await aging;
  await rename(path.join(data, 'leak/trace.out'), path.join(data, 'leak/execution.trace'));
  await rm(neutral, { recursive: true, force: true });
});
