import { enclosingFunction, type Frame, type LeakGroup, starterOf } from '#profile';
import type { FramePlace, ReportedGroup } from '#protocol';
import { originOf } from './groups.ts';

/** The most suspicious are enough: the editor shows them beside the source. */
const mostGroups = 500;
const mostFrames = 20;

/** What the groups say of the program's own code; those that never are in it say nothing. */
export function reportedGroups(groups: readonly LeakGroup[]): ReportedGroup[] {
  return groups
    .slice(0, mostGroups)
    .map(reported)
    .filter(({ frames, startedAt }) => frames.length > 0 || startedAt);
}

function reported(group: LeakGroup): ReportedGroup {
  const { count, waitMinutes, suspicion, stack } = group;
  return {
    count,
    isBlocked: suspicion >= 0.35,
    waitMinutes: waitMinutes?.max ?? null,
    frames: stack.filter(isPlaced).slice(0, mostFrames).map(placeOf),
    startedAt: startOf(group),
  };
}

/** Of a function by name that `wg.Go` was given, nothing says where that was. */
function startOf({ stack, createdBy }: LeakGroup): ReportedGroup['startedAt'] {
  const starter = starterOf(stack, createdBy);
  if (!starter || !isPlaced(starter)) return null;
  const { via, ...frame } = starter;
  const isClosure = stack.some(
    ({ function: name, line }) =>
      line === frame.line && name !== frame.function && enclosingFunction(name) === frame.function,
  );
  if (via && !isClosure) return null;
  return {
    ...placeOf({ ...frame, function: enclosingFunction(frame.function) }),
    isInside: via !== undefined,
  };
}

const isPlaced = (frame: Frame): boolean => frame.file !== '' && frame.line > 0 && originOf(frame) === 'own';

const placeOf = ({ file, line, function: name }: Frame): FramePlace => ({ file, line, function: name });
