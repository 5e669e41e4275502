/**
 * schedule: the page that shows how a finding comes about.
 *
 * main.ts      the entry: a script of its own
 * page.ts      <unpark-schedule>: the list of steps, keys, what is asked of the host
 * lanes.ts     the lanes' heads, lines, arrows and marks as SVG
 * drawing.ts   pure: where they lie
 */
import '../viewer.css';
import './schedule.css';
import './page.ts';
