import { canonicalUri } from './uris.ts';

/** What the client has open: versions, and how it spells each URI. The texts are the engine's. */
export class OpenDocuments {
  private readonly byUri = new Map<string, { clientUri: string; version: number }>();

  /** Notes a document or a newer version of it; returns its canonical URI. */
  set({ uri, version }: { uri: string; version: number }): string {
    const canonical = canonicalUri(uri);
    this.byUri.set(canonical, { clientUri: uri, version });
    return canonical;
  }

  /** Forgets a document; returns its canonical URI. */
  delete({ uri }: { uri: string }): string {
    const canonical = canonicalUri(uri);
    this.byUri.delete(canonical);
    return canonical;
  }

  /** Canonical URIs. */
  get uris(): string[] {
    return [...this.byUri.keys()];
  }

  /** The version of an open document, `null` for a closed one. */
  version(uri: string): number | null {
    return this.byUri.get(uri)?.version ?? null;
  }

  /** The spelling that the client knows. */
  clientUri(uri: string): string {
    return this.byUri.get(uri)?.clientUri ?? uri;
  }
}
