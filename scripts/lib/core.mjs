import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { Advice } from './say.mjs';

const folder = inRoot('profile/core');
const made = inRoot('profile/src/executionTrace/coreWasm.ts');

/** What the module is made of: its sources, the numbers that it shares, its options, and the compiler. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const dir of [folder, inRoot('profile/src/executionTrace/numbers')])
    for (const name of readdirSync(dir).sort()) hash.update(name).update(readFileSync(path.join(dir, name)));
  hash.update(readFileSync(inRoot('node_modules/assemblyscript/package.json')));
  return hash.digest('hex').slice(0, 32);
}

/** What was made last. */
function header() {
  try {
    return readFileSync(made, 'utf8').split('\n', 1)[0];
  } catch {
    return undefined;
  }
}

/** Compiles profile/core to WebAssembly, into a file that the reader of traces imports, where it has changed. */
export async function ensureCore() {
  const wanted = `// Made of profile/core by scripts/lib/core.mjs: ${fingerprint()}`;
  if (header() === wanted) return;
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array | undefined} */
  let wasm;
  let said = '';
  const { error } = await asc.main(
    ['--config', 'asconfig.json', '--baseDir', folder, '--outFile', 'core.wasm'],
    {
      writeFile: (_name, contents) => {
        wasm = /** @type {Uint8Array} */ (contents);
      },
      stderr: {
        write: (text) => {
          said += text;
        },
      },
    },
  );
  // A warning is a mistake too.
  if (error || !wasm || said) throw new Advice(`profile/core does not compile.\n${said || error}`);
  writeFileSync(
    made,
    `${wanted}\n\n/** The module, in base64. */\nexport const wasm = '${Buffer.from(wasm).toString('base64')}';\n`,
  );
}
