import * as l10n from '@vscode/l10n';
import type { Bundle } from '../bundles.ts';
import { levelOf } from '../groups.ts';
import { type ExportedPage, headOf, placeText, stackText, summaryOf } from './document.ts';

/** The page as one HTML file that needs nothing else: no script, no address, the reader's light or dark. */
export function toHtml(page: ExportedPage): string {
  const title = l10n.t('Goroutines of {0}', page.name);
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(summaryOf(page))}</p>
${page.bundles.map((bundle, at) => bundleToHtml(bundle, at === 0, page)).join('\n')}
</body>
</html>
`;
}

function bundleToHtml(bundle: Bundle, isOpen: boolean, page: ExportedPage): string {
  const stacks = bundle.groups.map((group) => `<pre>${escaped(stackText(group))}</pre>`).join('\n');
  return `<details class="${levelOf(bundle)}"${isOpen ? ' open' : ''}>
<summary><b>${escaped(headOf(bundle, page))}</b> <code>${escaped(placeText(bundle.frame))}</code></summary>
<p>${escaped(bundle.reason)}</p>
${stacks}
</details>`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign]);

const style = `
:root { color-scheme: light dark; }
body { max-width: 70em; margin: 2em auto; padding: 0 1em; font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4em; }
details { border-top: 1px solid #8884; padding: .4em 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.certain summary b { color: light-dark(#b00020, #ff8080); }
.suspicious summary b { color: light-dark(#8a5a00, #e5c07b); }
p { margin: .4em 1em; }
pre { margin: .4em 1em; padding: .6em; overflow-x: auto; background: #8881; tab-size: 4; }
`;
