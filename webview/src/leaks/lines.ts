import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Frame, LeakGroup } from '#profile';
import type { Bundle } from './bundles.ts';
import { type Change, type Compared, growthOf } from './compare.ts';
import { counted, type Level, levelOf, mainFrame, shortPlace, waitOf } from './groups.ts';
import type { Item } from './items.ts';
import { labelsOf, mainReason, otherSigns, waitBars } from './why.ts';

/** What a line of the tree shows, and what a screen reader says of it. */

const levels: Record<Level, { icon: string; word: () => string }> = {
  certain: { icon: 'error', word: () => l10n.t('stuck for ever') },
  suspicious: { icon: 'warning', word: () => l10n.t('suspicious') },
  quiet: { icon: 'circle-outline', word: () => '' },
};

const changes: Record<Change, { icon: string; word: () => string }> = {
  new: { icon: 'diff-added', word: () => l10n.t('new') },
  grown: { icon: 'arrow-up', word: () => l10n.t('more') },
  same: { icon: 'dash', word: () => l10n.t('as many') },
  shrunk: { icon: 'arrow-down', word: () => l10n.t('fewer') },
  gone: { icon: 'diff-removed', word: () => l10n.t('gone') },
};

const changeWord = ({ change, isSteady }: Compared): string =>
  isSteady ? l10n.t('more each time') : changes[change].word();

const chevron = (isOpen: boolean): TemplateResult =>
  html`<span class="codicon codicon-chevron-${isOpen ? 'down' : 'right'}"></span>`;

export function bundleLine(bundle: Bundle, isOpen: boolean, compared: Compared | undefined): TemplateResult {
  const { states, frame, count, groups, inBoth } = bundle;
  const level = levelOf(bundle);
  const word = levels[level].word();
  const state = states.join(', ');
  return html`
    <div class="row ${level} ${compared ? 'compared' : ''}">
      ${chevron(isOpen)}
      ${compared ? history(compared) : html`<span class="count">${count.toLocaleString()} ×</span>`}
      <span class="level codicon codicon-${levels[level].icon}" title=${word || nothing}></span>
      <span class="state" title=${state}>${state}</span>
      ${functionCell(frame)}
      <span class="place">${frame ? shortPlace(frame) : ''}</span>
      <span class="wait">
        ${inBoth ? html`<span class="in-both codicon codicon-layers" title=${inBothText(inBoth)} data-testid="in-both"></span>` : nothing}
        ${waitOf(bundle)}
      </span>
    </div>
    ${
      isOpen
        ? html`<p class="reason">
            ${inBoth ? html`<b class="in-both">${inBothText(inBoth)}</b>` : nothing}
            ${
              groups.length > 1
                ? l10n.t('{0} stacks, the most suspicious: {1}', groups.length, mainReason(groups[0]))
                : mainReason(groups[0])
            }
            <span class="signs">${otherSigns(groups[0])}</span>
          </p>
          ${facts(bundle)}`
        : nothing
    }
  `;
}

/** How long they have waited, and which labels they have. */
function facts(bundle: Bundle): TemplateResult {
  const waits = waitBars(bundle);
  const labels = labelsOf(bundle);
  return html`
    ${
      waits.length > 0
        ? html`<dl class="facts" data-testid="waits">
            <dt>${l10n.t('Waited')}</dt>
            ${waits.map(
              ({ label, count, share }) => html`<dd>
                <span class="wait-bar" aria-hidden="true"
                  ><i .style=${`height: ${(share * 100).toFixed(0)}%`}></i
                ></span>
                ${label} <b>${count.toLocaleString()}</b>
              </dd>`,
            )}
          </dl>`
        : nothing
    }
    ${
      labels.length > 0
        ? html`<dl class="facts" data-testid="labels">
            <dt>${l10n.t('Labels')}</dt>
            ${labels.map(({ text, count }) => html`<dd>${text} <b>${count.toLocaleString()}</b></dd>`)}
          </dl>`
        : nothing
    }
  `;
}

const inBothText = (names: readonly string[]): string => l10n.t('In both, same stack: {0}', names.join(', '));

/** The function's package stands before its name in full: it may be cut. */
const functionCell = (frame: Frame | undefined): TemplateResult =>
  html`<span class="function" title=${frame?.function ?? nothing}>${frame?.function ?? ''}</span>`;

function history(compared: Compared): TemplateResult {
  const { counts, change, isSteady } = compared;
  const growth = growthOf(counts);
  const icon = isSteady ? 'flame' : changes[change].icon;
  return html`
    <span class="change ${isSteady ? 'steady' : change}" title=${changeWord(compared)}>
      <span class="codicon codicon-${icon}"></span>
      ${growth > 0 ? `+${growth.toLocaleString()}` : growth < 0 ? `−${(-growth).toLocaleString()}` : ''}
    </span>
    <span class="counts">${counts.map((count) => html`<span>${count.toLocaleString()}</span>`)}</span>
  `;
}

export function bundleLabel(bundle: Bundle, compared: Compared | undefined): string {
  const counts = compared
    ? [changeWord(compared), compared.counts.map((count) => count.toLocaleString()).join(' → ')]
    : [counted.goroutines(bundle.count)];
  const { states, frame, inBoth } = bundle;
  const both = inBoth ? inBothText(inBoth) : '';
  const rest = [states.join(', '), waitOf(bundle), levels[levelOf(bundle)].word(), both, frame?.function];
  return [...counts, ...rest].filter(Boolean).join(', ');
}

export function groupLine(group: LeakGroup, isOpen: boolean): TemplateResult {
  const frame = mainFrame(group);
  return html`
    <div class="row sub ${levelOf(group)}">
      ${chevron(isOpen)}
      <span class="count">${group.count.toLocaleString()} ×</span>
      <span class="state" title=${group.state}>${group.state}</span>
      ${functionCell(frame)}
      <span class="place">${frame ? shortPlace(frame) : ''}</span>
      <span class="wait">${waitOf(group)}</span>
    </div>
  `;
}

export function groupLabel(group: LeakGroup): string {
  const parts = [counted.goroutines(group.count), group.state, waitOf(group), mainFrame(group)?.function];
  return parts.filter(Boolean).join(', ');
}

type FrameItem = Extract<Item, { kind: 'frame' }>;

/** What stands before a frame that is no call; of a helper as `WaitGroup.Go` its short name. */
function leadOf({ role, via }: FrameItem): string {
  if (role === 'creator') return l10n.t('created by');
  if (role !== 'starter') return '';
  return l10n.t('{0} called by', (via ?? '').slice((via ?? '').lastIndexOf('/') + 1));
}

export function frameLine(item: FrameItem): TemplateResult {
  const { frame, origin } = item;
  const lead = leadOf(item);
  return html`
    <div class="call ${origin}">
      ${lead ? html`<span class="lead">${lead}</span>` : nothing}
      <span class="function">${frame.function || l10n.t('unknown function')}</span>
      <span class="place">${shortPlace(frame)}</span>
    </div>
  `;
}

export function frameLabel(item: FrameItem): string {
  const { frame, origin } = item;
  const name = frame.function || l10n.t('unknown function');
  const whose = origin === 'own' ? l10n.t('your code') : '';
  return [[leadOf(item), name].filter(Boolean).join(' '), shortPlace(frame), whose]
    .filter(Boolean)
    .join(', ');
}

export function foldLine({ count, isOpen }: Extract<Item, { kind: 'fold' }>): {
  content: TemplateResult;
  label: string;
} {
  const label = l10n.t('{0} calls of Go and of libraries', count);
  return { content: html`<div class="folded">${chevron(isOpen)} ${label}</div>`, label };
}
