import type { ProfileClient } from './client.ts';
import type { ProfileFacts } from './messages.ts';

interface File {
  name: string;
  facts: ProfileFacts;
  client: ProfileClient;
}

/** The profile that is on show, and what it is compared with. */
export interface ShownProfile {
  facts: ProfileFacts;
  client: ProfileClient;
  base: { id: string; name: string } | null;
  /** Why it could not be compared; empty where it could. */
  problem: string;
}

/** Profiles that were read, by id: one on show, and the latest of the others as its base. */
export class ProfileFiles {
  private readonly files = new Map<string, File>();
  private main: string | null = null;
  private readonly changed: (shown: ShownProfile | null) => void;
  /** Whose worker answers for a difference. */
  private differing: ProfileClient | null = null;
  /** Counts the changes: an answer to an older one comes too late. */
  private version = 0;

  constructor(changed: (shown: ShownProfile | null) => void) {
    this.changed = changed;
  }

  /** A file was read, perhaps anew; `file` is `null` where it is no profile. */
  set(id: string, isMain: boolean, file: File | null): void {
    if (isMain) this.main = id;
    const had = this.files.delete(id);
    if (file) this.files.set(id, file);
    if (had || file) void this.update();
  }

  delete(id: string): void {
    if (this.files.delete(id)) void this.update();
  }

  private async update(): Promise<void> {
    const version = ++this.version;
    const main = this.main === null ? undefined : this.files.get(this.main);
    if (!main) return this.changed(null);
    const { client, facts } = main;
    const [id, base] = [...this.files].findLast(([its]) => its !== this.main) ?? ['', null];
    const alone: ShownProfile = { facts, client, base: null, problem: '' };
    if (!base) {
      // The worker takes its messages in order: what is asked from now on is asked of the profile itself.
      if (this.differing === client) void client.compareWith(null);
      this.differing = null;
      return this.changed(alone);
    }
    let shown = alone;
    try {
      const difference = await client.compareWith(base.client);
      this.differing = client;
      shown = { ...alone, facts: difference, base: { id, name: base.name } };
    } catch (error) {
      shown = { ...alone, problem: error instanceof Error ? error.message : String(error) };
    }
    if (version === this.version) this.changed(shown);
  }
}
