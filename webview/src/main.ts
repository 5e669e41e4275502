/**
 * webview: the profile viewer's page.
 *
 * main.ts     the entry: puts the viewer on the page
 * viewer.ts   <unpark-viewer>: what is shown in which state
 * groups.ts   <unpark-groups>: the tree of goroutine groups
 * rows.ts     pure: which groups match a search, and what a row says
 * loader.ts   fetches the file and has the worker parse it
 * worker.ts   parses, off the page's thread
 * host.ts     messages to and from the extension host, and the page's saved state
 */
import './viewer.css';
import './viewer.ts';
