import {
  type GroupHistory,
  groupGoroutines,
  leakReport,
  type Opened,
  type SampleProfile,
  topTable,
  totalOf,
  viewOf,
} from '#profile';

/** Rows of a profile's table that scripts get. */
const rowsGiven = 1_000;

/** A file of an archive. */
export interface Member {
  name: string;
  size: number;
  /** `null` for what is no artefact. */
  opened: Opened | null;
}

/** What `--format json` prints of one file. Only ever added to. */
export function reportOf(opened: Opened, members: readonly Member[] = []): object {
  const { format, snapshot, snapshots, profile, races, schedtrace, gctrace, metrics } = opened;
  if (snapshot.goroutines.length || format === 'pprof-goroutine' || format === 'pprof-goroutineleak') {
    return {
      ...leakReport(opened, groupGoroutines(snapshot)),
      ...(snapshot.reason ? { printedFor: snapshot.reason } : {}),
      ...(snapshots
        ? {
            snapshots: snapshots.map((one) => ({
              ...leakReport({ ...opened, snapshot: one }, groupGoroutines(one)),
              ...(one.reason ? { printedFor: one.reason } : {}),
            })),
          }
        : {}),
      ...(races ? { races: races.reports } : {}),
    };
  }
  return {
    format,
    ...(profile ? profileReport(profile) : {}),
    ...(races ? { races: races.reports } : {}),
    ...(schedtrace ? { samples: schedtrace.samples } : {}),
    ...(gctrace ? { collections: gctrace.collections } : {}),
    ...(metrics ? { families: metrics.families } : {}),
    ...(format === 'archive'
      ? {
          entries: members.map(({ name, size, opened: inside }) => ({
            name,
            size,
            ...(inside ? reportOf(inside) : { format: null }),
          })),
        }
      : {}),
  };
}

/** Each type of value with its total, and the table of the default one. */
export function profileReport(profile: SampleProfile): object {
  const view = viewOf(profile);
  const { frame, flat, cum } = topTable(view);
  return {
    // A total beyond 2^53 is a string, as JSON's numbers are read as doubles.
    types: profile.sampleTypes.map((type, index) => {
      const total = totalOf(profile, index);
      return { ...type, total: typeof total === 'bigint' ? String(total) : total };
    }),
    samples: profile.samples,
    table: {
      type: profile.sampleTypes[view.type].type,
      functions: Array.from(frame.subarray(0, rowsGiven), (f, i) => {
        const { function: name, file } = view.index.frames[f];
        return { function: name, file, flat: flat[i], cum: cum[i] };
      }),
    },
  };
}

/** Groups through several snapshots. */
export function comparisonReport(files: readonly string[], histories: readonly GroupHistory[]): object {
  return {
    format: 'comparison',
    files,
    groups: histories.map((history) => {
      const { counts, change, growsAlways, state, waitMinutes, stack, createdBy } = history;
      const { suspicion, confidence, reason, reasons } = history;
      return {
        counts,
        change,
        growsAlways,
        state,
        waitMinutes,
        stack,
        createdBy,
        suspicion,
        confidence,
        reason,
        reasons,
      };
    }),
  };
}
