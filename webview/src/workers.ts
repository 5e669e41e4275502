/** The worker's script lies beside the one that this is in. */
const url = new URL('worker.js', (document.currentScript as HTMLScriptElement).src);

let script: Promise<string> | undefined;

/** One that stands ready before the host has said what to open. */
let spare: ReturnType<typeof start> | null = start();
spare.catch(() => {});

/** A worker of the page's own, and the URL that others can be started from. */
export async function takeWorker(): Promise<[worker: Worker, script: string]> {
  const ready = spare;
  spare = null;
  return (await ready?.catch(() => null)) ?? start();
}

async function start(): Promise<[worker: Worker, script: string]> {
  script ??= fetchScript();
  try {
    return [new Worker(await script), await script];
  } catch (error) {
    script = undefined;
    throw error;
  }
}

/** A webview may not start a worker from its resources' origin: the script is fetched and started from a blob. */
async function fetchScript(): Promise<string> {
  const text = await (await fetch(url)).text();
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}
