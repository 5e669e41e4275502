import * as l10n from '@vscode/l10n';
import type { PropertyDeclarations } from 'lit';
import type { Column, Row } from '../table/element.ts';
import { PagedTable } from './pagedTable.ts';
import type { Asker, PhaseRow } from './queries.ts';
import { durationText } from './time.ts';

/** By kind, as the reader numbers them. */
const kinds: readonly (() => string)[] = [
  () => l10n.t('world stopped'),
  () => l10n.t('collector marks'),
  () => l10n.t('sweep'),
  () => l10n.t('GC assist'),
];

/** Phases of the collector and pauses, as a table. */
class Phases extends PagedTable<PhaseRow> {
  static override properties: PropertyDeclarations = {
    asker: { attribute: false },
    overview: { attribute: false },
  };
  declare asker: Asker;
  /** Another one means that there is more to ask about. */
  declare overview: unknown;
  protected readonly shapedBy = ['asker', 'overview'];

  protected get label(): string {
    return l10n.t('Collector and pauses');
  }

  protected columns(): Column[] {
    return [
      { key: 'start', label: l10n.t('Begin'), isNumeric: true, width: '7em' },
      { key: 'duration', label: l10n.t('Duration'), isNumeric: true, width: '6em' },
      { key: 'kind', label: l10n.t('Phase'), width: '10em' },
      { key: 'text', label: l10n.t('Why'), width: 'minmax(12em, 1fr)' },
      { key: 'subject', label: l10n.t('Goroutine or processor'), width: '15em' },
    ];
  }

  protected ask(from: number, to: number) {
    return this.asker.ask('phases', { from, to });
  }

  protected show({ kind, start, end, text, subject }: PhaseRow): Row {
    const who = kind === 2 ? `P${subject}` : l10n.t('goroutine {0}', subject ?? '');
    return {
      cells: [
        durationText(start),
        end === null ? '' : durationText(end - start),
        kinds[kind]?.() ?? '',
        text,
        subject === null ? '' : who,
      ],
    };
  }
}

customElements.define('unpark-phases', Phases);
