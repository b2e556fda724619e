import type { UserFacts } from '../document.ts';
import { minute } from './format.ts';
import type { Page } from './page.ts';
import { type Cell, table } from './table.ts';

/** The user's keys and devices as two aligned tables, and the tags that the rotation wrote. */
export function userLines({ at, username, keys, devices, tags }: UserFacts, page: Page): string[] {
  const right = 'right' as const;
  const head = (...titles: string[]): Cell[] => titles.map((text) => ({ text, paint: page.dim }));
  const ours = Object.entries(tags).filter(([name]) => name.startsWith('emnify-mfa:') && name !== 'emnify-mfa:user');
  const layout = { indent: 2, width: page.width };
  return [
    `  ${username} on ${minute(at)} UTC`,
    '',
    ...table(
      [
        [...head('key', 'state'), { text: 'age', paint: page.dim, align: right }, ...head('whose')],
        ...keys.map(({ id, state, ageDays, whose }): Cell[] => [
          { text: String(id) },
          { text: state },
          { text: days(ageDays), align: right },
          { text: whose },
        ]),
      ],
      layout,
    ),
    '',
    ...table(
      [
        [...head('device'), { text: 'age', paint: page.dim, align: right }, ...head('trusted to skip the code')],
        ...devices.map(({ id, browser, operatingSystem, ageDays }): Cell[] => [
          { text: String(id) },
          { text: days(ageDays), align: right },
          { text: `${browser} on ${operatingSystem}` },
        ]),
      ],
      layout,
    ),
    ...(ours.length === 0 ? [] : ['', ...tagLines(ours, page)]),
  ];
}

function tagLines(tags: readonly (readonly [string, string])[], page: Page): string[] {
  const rows: Cell[][] = tags.map(([name, value]) => [{ text: name }, { text: value }]);
  const head: Cell[] = ['tag of the key secret', 'value'].map((text) => ({ text, paint: page.dim }));
  return table([head, ...rows], { indent: 2, width: page.width });
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
