import * as l10n from '@vscode/l10n';
import { type Article, type ExportedTable, framesText, type Picture, type Section } from './article.ts';

/** More makes a browser slow. */
const mostRows = 5_000;

/** A page as one HTML file, see `htmlFile`. */
export function toHtml({ title, summary, notes, sections }: Article, pictures: readonly Picture[]): string {
  const body = [
    ...[summary, ...notes].map((text) => `<p>${escaped(text)}</p>`),
    ...pictures.map(pictureToHtml),
    ...sections.map(sectionToHtml),
  ];
  return htmlFile(title, body.join('\n'));
}

function sectionToHtml({ title, texts = [], stacks = [], table }: Section): string {
  const columns = stacks.map(
    (stack) => `<div><h3>${escaped(stack.title)}</h3><pre>${escaped(framesText(stack.frames))}</pre></div>`,
  );
  return `<section>
<h2>${escaped(title)}</h2>
${texts.map((text) => `<p>${escaped(text)}</p>`).join('\n')}
${columns.length > 0 ? `<div class="stacks">${columns.join('\n')}</div>` : ''}
${table ? tableToHtml(table) : ''}
</section>`;
}

function tableToHtml({ columns, rows }: ExportedTable): string {
  const look = (at: number) => (columns[at]?.isNumeric ? ' class="number"' : '');
  const head = columns.map(({ label }, at) => `<th scope="col"${look(at)}>${escaped(label)}</th>`).join('');
  const lines = rows
    .slice(0, mostRows)
    .map((row) => `<tr>${row.map((cell, at) => `<td${look(at)}>${escaped(cell)}</td>`).join('')}</tr>`);
  const left = rows.length - lines.length;
  return `<table><thead><tr>${head}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody></table>
${left > 0 ? `<p>${escaped(l10n.t('… and {0} more', left.toLocaleString()))}</p>` : ''}`;
}

function pictureToHtml({ title, url, width, legend }: Picture): string {
  const items = legend.map(
    ({ name, color, dash }) =>
      `<li><svg width="28" height="8"><line x1="0" y1="4" x2="28" y2="4" stroke-width="2" stroke="${escaped(color)}" stroke-dasharray="${escaped(dash)}"/></svg> ${escaped(name)}</li>`,
  );
  return `<figure>
<figcaption>${escaped(title)}</figcaption>
<img src="${escaped(url)}" width="${width}" alt="${escaped(title)}">
${items.length > 0 ? `<ul>${items.join('')}</ul>` : ''}
</figure>`;
}

/** An HTML file that needs nothing else: no script, no address, the reader's light or dark. `body` is HTML. */
export const htmlFile = (title: string, body: string): string => `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${body}
</body>
</html>
`;

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign]);

const style = `
:root { color-scheme: light dark; }
body { max-width: 70em; margin: 2em auto; padding: 0 1em; font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4em; }
h2 { font-size: 1.15em; overflow-wrap: anywhere; }
h3, figcaption { margin: .4em 1em; font-size: 1em; font-weight: 600; }
section, details { border-top: 1px solid #8884; padding: .4em 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.certain summary b { color: light-dark(#b00020, #ff8080); }
.suspicious summary b { color: light-dark(#8a5a00, #e5c07b); }
p { margin: .4em 1em; }
pre { margin: .4em 1em; padding: .6em; overflow-x: auto; background: #8881; tab-size: 4; }
.stacks { display: grid; grid-template-columns: repeat(auto-fit, minmax(24em, 1fr)); }
.stacks > div { min-width: 0; }
table { margin: .4em 1em; border-collapse: collapse; }
th, td { padding: .1em .8em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { border-bottom: 1px solid #8888; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: 1em 0; }
figure img { max-width: 100%; margin: 0 1em; }
figure ul { display: flex; flex-wrap: wrap; gap: 0 1.5em; margin: .2em 1em; padding: 0; list-style: none; }
`;
