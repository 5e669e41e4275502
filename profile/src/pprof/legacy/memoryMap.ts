import type { Mapping, SampleProfile } from '../sampleProfile.ts';

/** Longer ones are no line of a list of what was mapped. */
const longestLine = 4_096;
const mostMappings = 100_000;

/** `00400000-00fcb000: /bin/server (@1000)`, and with permissions, `7f5e-7f60 r-xp 00023000 00:00 7482 /lib/ld.so`. */
const procMaps =
  /^\s*(?:0x)?([0-9a-f]{1,16})[\s-]?\s{0,8}(?:0x)?([0-9a-f]{1,16}):?(?:\s+([-rwxp]+))?(?:\s+([0-9a-f]{1,16}))?\s+[0-9a-f]+:[0-9a-f]+\s+\d+(?:\s+(\S+))?/i;
const briefMaps =
  /^\s*(?:0x)?([0-9a-f]{1,16})[\s-]?\s{0,8}(?:0x)?([0-9a-f]{1,16}):?(?:\s+([-rwxp]+))?(?:\s+(\S+))?(?:\s+\(@([0-9a-f]{1,16})\))?(?:\s+([0-9a-f]+))?/i;

/**
 * What was mapped where, by a list as in /proc/self/maps or shorter; lines that are none are left out, and so is what
 * can't be run. Lines `name=value` give `$name` a meaning in those that follow.
 *
 * Source: github.com/google/pprof/profile/legacy_profile.go, parseProcMapsFromScanner.
 */
export function parseMemoryMap(text: string): Mapping[] {
  const mappings: Mapping[] = [];
  const values = new Map<string, string>();
  for (const read of text.split('\n')) {
    if (mappings.length >= mostMappings) break;
    // A prefix that glog writes.
    const line = read
      .slice(0, longestLine)
      .replace(/^[^[\]]+:\d+\]\s/, '')
      .replace(/\$\w+/g, (name) => values.get(name) ?? name);
    const maps = procMaps.exec(line);
    const brief = maps ? null : briefMaps.exec(line);
    if (maps) add(mappings, maps[1], maps[2], maps[3], maps[5], maps[4], '');
    else if (brief) add(mappings, brief[1], brief[2], brief[3], brief[4], brief[5], brief[6]);
    else {
      const at = line.indexOf('=');
      if (at > 0) values.set(`$${line.slice(0, at).trim()}`, line.slice(at + 1).trim());
    }
  }
  return mappings;
}

function add(
  mappings: Mapping[],
  start: string,
  limit: string,
  permissions: string | undefined,
  file = '',
  offset = '0',
  buildId = '',
): void {
  if (permissions && !permissions.includes('x')) return;
  mappings.push({
    start: BigInt(`0x${start}`),
    limit: BigInt(`0x${limit}`),
    offset: BigInt(`0x${offset}`),
    file,
    buildId,
  });
}

/** A profile of bare addresses with the mappings that they are in. */
export function withMappings(profile: SampleProfile, mappings: readonly Mapping[]): SampleProfile {
  if (mappings.length === 0) return profile;
  const sorted = [...mappings.keys()].sort((a, b) => (mappings[a].start < mappings[b].start ? -1 : 1));
  const locationMapping = Int32Array.from(profile.locationAddress, (address) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (mappings[sorted[middle]].start <= address) low = middle + 1;
      else high = middle;
    }
    const found = sorted[low - 1];
    return found !== undefined && address < mappings[found].limit ? found : -1;
  });
  return { ...profile, mappings, locationMapping };
}
