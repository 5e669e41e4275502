import type { Operation, Procedure, Site } from '../model/program.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import type { SourceFile } from '../types/sourceFile.ts';

/** What a `Site` of a program means. */
export interface Place {
  file: SourceFile;
  node: NodeId;
}

const waits = new Set(['send', 'receive', 'select', 'lock', 'wait', 'condWait', 'once']);

/** The places of one package that programs name. */
export class Sites {
  private readonly places: Place[] = [];
  private readonly known = new Map<SourceFile, Map<NodeId, Site>>();
  /** By where they stand: the operations that may have to wait. */
  private readonly waiting = new Map<Site, Operation>();

  site(file: SourceFile, node: NodeId): Site {
    const ofFile = this.known.get(file) ?? new Map<NodeId, Site>();
    this.known.set(file, ofFile);
    const known = ofFile.get(node) ?? this.places.length;
    if (known === this.places.length) this.places.push({ file, node });
    ofFile.set(node, known);
    return known;
  }

  place(site: Site): Place | undefined {
    return this.places[site];
  }

  /** An operation that stands at a place and may have to wait there. */
  operation(site: Site): Operation | undefined {
    return this.waiting.get(site);
  }

  /** Takes in a procedure that has been written. */
  note({ operations }: Procedure): void {
    for (const operation of operations)
      if (waits.has(operation.do)) this.waiting.set(operation.site, operation);
  }

  /** A function is going to be written anew. */
  forget(file: SourceFile, fn: NodeId): void {
    const sites = this.known.get(file);
    for (let n = fn; n < file.tree.slotsEnd(fn); n++) {
      const site = sites?.get(n);
      if (site !== undefined) this.waiting.delete(site);
    }
  }
}
