/** An error that the user can mend: its message says what to do next, and no stack is shown. */
export class Advice extends Error {}

/** One line about what a script does. @param {string} line */
export const say = (line) => process.stdout.write(`${line}\n`);

/** Runs a script's main function; an `Advice` ends it with its message, anything else with its stack. @param {() => Promise<unknown>} main */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    const detail =
      error instanceof Advice ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${detail}\n`);
    process.exitCode = 1;
  }
}
