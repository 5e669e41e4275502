import { URI } from 'vscode-uri';

/**
 * One spelling a file. Editors escape differently (`c:` or `c%3A`, `(` or `%28`); the engine and the file systems
 * see only this form.
 */
export const canonicalUri = (uri: string): string => URI.parse(uri).toString();
