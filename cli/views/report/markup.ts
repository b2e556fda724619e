import type { Control } from '../../report/controls.ts';
import { visible } from './visible.ts';

/** Markup that is safe to put into a page: made of literals, and of texts that were escaped. */
export class Markup {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Only `markup` makes it. */
  static of(strings: TemplateStringsArray, parts: readonly Part[]): Markup {
    return new Markup(strings.reduce((whole, string, index) => `${whole}${written(parts[index - 1])}${string}`));
  }

  toString(): string {
    return this.#text;
  }
}

type Part = Markup | string | number | undefined | readonly Part[];

/** A template of markup: whatever stands in it that is no markup itself is a text, and is escaped. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return Markup.of(strings, parts);
}

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.toString();
  if (typeof part === 'object') return part.map(written).join('');
  return escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Part;
  /** `long`: text that needs room; `name`: an id or an ARN, and `user`: both may break anywhere. */
  readonly is?: 'number' | 'long' | 'name' | 'user';
}

/**
 * A table whose first column names the row. Where it is too wide it scrolls in a box of its own, also with the keyboard; in a
 * narrow window its rows are blocks, each cell under its heading, and the roles say that it is a table all the same.
 */
export function tableOf<Row>(
  { id, caption }: { readonly id: string; readonly caption: string },
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Markup {
  const [first, ...others] = columns;
  const cells = (row: Row) =>
    others.map(
      ({ head, cell, is = '' }) =>
        markup`<td role="cell" data-head="${head}" class="${is}"><div>${cell(row)}</div></td>`,
    );
  return markup`<div class="box" role="region" aria-labelledby="${id}-caption" tabindex="0"><table role="table">
<caption id="${id}-caption">${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(
    ({ head, is = '' }) => markup`<th role="columnheader" scope="col" class="${is}">${head}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => markup`<tr role="row"><th role="rowheader" scope="row">${first?.cell(row)}</th>${cells(row)}</tr>\n`)}</tbody></table></div>`;
}

/** An instant to the minute, with the exact one for machines. UTC. */
export function timeOf(instant: number | undefined): Markup | string {
  if (instant === undefined) return '–';
  const iso = new Date(instant).toISOString();
  return markup`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')}</time>`;
}

export function mark(text: string, kind: 'good' | 'bad' | 'warn' | ''): Markup {
  return markup`<span class="mark ${kind}">${text}</span>`;
}

export function tagsOf(controls: readonly Control[]): Markup {
  return markup`<ul class="tags">${controls.map((control) => markup`<li>${control}</li>`)}</ul>`;
}

/** One section; its heading names it. */
export function section(id: string, heading: string, ...parts: readonly Part[]): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${heading}</h2>
${parts}
</section>
`;
}

export function nothing(text: string): Markup {
  return markup`<p class="soft">${text}</p>`;
}
