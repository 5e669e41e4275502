import path from 'node:path';
import { isProgram, mustRun, onPath } from './processes.mjs';
import { Advice, say } from './say.mjs';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
];

/** Where installers put a browser that Playwright can drive. @returns {string[]} */
function usualPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const folders = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    const programs = [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return folders.flatMap((folder) => (folder ? programs.map((program) => path.join(folder, program)) : []));
  }
  return [];
}

/** A Chromium that is installed, or `undefined`. CHROME_PATH comes first. */
function findChromium() {
  if (process.env.CHROME_PATH) {
    if (isProgram(process.env.CHROME_PATH)) return process.env.CHROME_PATH;
    throw new Advice(`CHROME_PATH names ${process.env.CHROME_PATH}, which is no program.`);
  }
  return names.map(onPath).find(Boolean) ?? usualPlaces().find(isProgram);
}

/**
 * A Chromium; installs Debian's where that is possible without asking.
 * @returns {Promise<string>} path of the program
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const apt = onPath('apt-get');
  if (apt && process.getuid?.() === 0) {
    say('Installing the chromium package with apt-get, as the editor tests drive VS Code in it (once).');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const why = 'Could not install Chromium: install it yourself, or set CHROME_PATH.';
    await mustRun(why, apt, ['update', '-qq'], { env });
    await mustRun(why, apt, ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Advice('No Chrome or Chromium was found: install one, or set CHROME_PATH to its program.');
}

/** Flags for a browser that talks to nobody but the page it is given. */
export const chromiumFlags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Chromium's sandbox does not run as root.
];
