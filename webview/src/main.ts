/**
 * webview: the profile viewer's page.
 *
 * main.ts     the entry: puts the viewer on the page
 * viewer.ts   <unpark-viewer>: what is shown in which state
 * parts.ts    which page, or pages, there are for what a file holds
 * loader.ts   fetches a file and has the worker parse it
 * workers.ts  starts workers, the first before anybody asks for one
 * link.ts     to a worker that keeps what it has opened: questions and answers
 * worker.ts   parses, off the page's thread
 * head.ts     what the pages' heads have in common
 * host.ts     messages to and from the extension host, and the page's saved state
 * leaks/      <unpark-leaks>: goroutines in groups, of one snapshot or of several
 *   page.ts        what is shown around the tree
 *   filterBar.ts   search and filters; filters.ts is their pure part
 *   tree.ts        <unpark-groups>: the tree; lines.ts is what its lines show
 *   groups.ts, bundles.ts, items.ts, compare.ts   pure: from groups to the tree's lines
 *   exports/       pure: Markdown and HTML
 * profiles/   <unpark-profile>: weighted stacks
 *   page.ts        what is shown around the views
 *   flame/, top.ts, callTree.ts, neighbours.ts, source.ts   the views; rows.ts is what three of them share
 *   client.ts      asks the worker, which answers in session.ts; messages.ts is what crosses
 *   flame/boxes.ts, flame/geometry.ts, treeLines.ts, sourceLines.ts   pure
 * trace/      <unpark-trace>: an execution trace
 *   queries.ts     what the page asks of the worker; worker/ are the answers, of no more than is drawn
 *   timeline/      <unpark-timeline>: lanes over time; keys.ts, lanes.ts, view.ts are its pure parts
 *     gestures.ts, fetcher.ts   pointer and wheel; strips from the worker
 *     painter.ts, overlays.ts, axis.ts, minimap.ts, stripImage.ts   draw on a canvas
 *   details.ts, life.ts, rangePanel.ts   what is known of an interval, of a goroutine, of a range
 *   goroutines.ts, functions.ts, tasks.ts, phases.ts   tables; pages.ts asks for their rows
 *   profile.ts, plots.ts   flame graphs of time lost; quantities over time
 *   find.ts, bookmarks.ts, threshold.ts, sheet.ts   search, bookmarks, when to suspect, what is copied
 * race/, schedtrace/, gctrace/, metrics/, archive/   the pages of these kinds of file
 * table/      <unpark-table>: a table of any length that can be sorted
 * plot/       <unpark-plot>: counts over snapshots or time; plot.ts is a script of its own
 */
import 'uplot/dist/uPlot.min.css';
import './viewer.css';
import './leaks/leaks.css';
import './profiles/profiles.css';
import './table/table.css';
import './trace/trace.css';
import './parts.css';
import './viewer.ts';

// Icons are asked for before a large file keeps the line busy.
document.fonts.load('16px codicon').catch(() => {});
