import * as l10n from '@vscode/l10n';
import type { PropertyDeclarations } from 'lit';
import { shortPlace } from '../leaks/groups.ts';
import type { Column, Row } from '../table/element.ts';
import { PagedTable } from './pagedTable.ts';
import type { Asker, IntervalRow } from './queries.ts';
import { stateName } from './states.ts';
import { durationText } from './time.ts';

/** What a goroutine did, as a table. Fires `interval-wanted` with a row. */
class Life extends PagedTable<IntervalRow> {
  static override properties: PropertyDeclarations = {
    asker: { attribute: false },
    goroutine: { attribute: false },
  };
  declare asker: Asker;
  /** Its row in the trace. */
  declare goroutine: number;
  protected readonly shapedBy = ['asker', 'goroutine'];

  protected get label(): string {
    return l10n.t('What the goroutine did');
  }

  protected columns(): Column[] {
    return [
      { key: 'start', label: l10n.t('Begin'), isNumeric: true, width: '7em' },
      { key: 'duration', label: l10n.t('Duration'), isNumeric: true, width: '6em' },
      { key: 'state', label: l10n.t('State'), width: 'minmax(12em, 1fr)' },
      { key: 'where', label: l10n.t('Where'), width: 'minmax(16em, 1.6fr)' },
      { key: 'proc', label: l10n.t('Processor'), width: '6em' },
      { key: 'waker', label: l10n.t('Woken by'), width: '9em' },
    ];
  }

  protected ask(from: number, to: number) {
    return this.asker.ask('life', { row: this.goroutine, from, to });
  }

  protected show({ state, reason, start, end, proc, waker, frame }: IntervalRow): Row {
    return {
      cells: [
        durationText(start),
        durationText(end - start),
        reason ? `${stateName(state)}: ${reason}` : stateName(state),
        frame ? `${frame.function} ${shortPlace(frame)}` : '',
        proc === null ? '' : `P${proc}`,
        waker === null ? '' : l10n.t('goroutine {0}', waker),
      ],
    };
  }

  protected override chosen({ interval }: IntervalRow): void {
    this.dispatchEvent(new CustomEvent('interval-wanted', { detail: interval }));
  }
}

customElements.define('unpark-life', Life);
