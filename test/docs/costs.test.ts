import { afterEach, expect, it } from 'vitest';
import type { RecordedCall } from '../../local/faults.ts';
import { reconcile } from '../support/reconcile.ts';
import { World } from '../support/world.ts';
import { calculated } from './support/arithmetic.ts';
import { pages } from './support/pages.ts';

const DAY = 24 * 3_600_000;
const page = pages.find(({ path }) => path === 'docs/deploy.md')?.text ?? '';

let world: World;
afterEach(() => world?.close());

/** The cells of the table whose header begins with `first`, without emphasis. */
function table(first: string): readonly (readonly string[])[] {
  const lines = page.slice(page.search(new RegExp(`^\\| *${first} *\\|`, 'm'))).split('\n\n')[0] ?? '';
  const rows = lines.split('\n').map((line) => line.split('|').slice(1, -1));
  return rows.slice(2).map((row) => row.map((cell) => cell.replaceAll('*', '').trim()));
}

/** As many decimals as the page shows. */
function like(shown: string, value: number): string {
  return value.toFixed(shown.split('.')[1]?.length ?? 0);
}

const plain = (text: string) => text.replaceAll(',', '');

/** Calls that Secrets Manager bills, and those of them that use the KMS key: each reads or writes a value. */
function billed(calls: readonly RecordedCall[]): string {
  const names = calls.map(({ operation }) => operation).filter((name) => /^[A-Z][a-z]+(Secret|Resource)/.test(name));
  const values = names.filter((name) => name === 'GetSecretValue' || name === 'PutSecretValue');
  return `${names.length} of Secrets Manager, of which ${values.length}`;
}

it('the page counts the calls that are made', async () => {
  world = await World.rotated({ containers: 'fresh' });
  await world.rotate();
  const rotation = billed(world.stack.script.calls);
  await world.stack.clock.advance(DAY + 1);
  world.stack.script.calls.length = 0;
  await reconcile(world);
  const retirement = billed(world.stack.script.calls);
  world.stack.script.calls.length = 0;
  await reconcile(world);
  const daily = billed(world.stack.script.calls);

  const said = /a daily run makes (.+?), a rotation (.+?), a retirement (.+?)\./.exec(page.replaceAll(/\s+/g, ' '));
  expect(said?.slice(1)).toEqual([daily, rotation, retirement]);
});

it('what a user costs is reckoned right', () => {
  const rows = table('for each user');
  expect(rows.length).toBeGreaterThan(5);
  let sum = 0;
  for (const [what = '', calculation = '', usd = ''] of rows.slice(0, -1)) {
    const [before, last = before ?? ''] = calculation.split(' = ');
    expect(like(usd, calculated(last)), what).toBe(usd);
    if (before !== undefined && before !== last) {
      const [rounded = ''] = last.match(/[\d.]+/) ?? [];
      expect(like(rounded, calculated(before)), what).toBe(rounded);
    }
    sum += Number(usd);
  }
  const total = rows.at(-1)?.[2] ?? '';
  expect(like(total, sum)).toBe(total);
});

it('what 1, 100 and 10,000 users cost is reckoned right', () => {
  const each = Number(table('for each user').at(-1)?.[2]);
  const rows = table('users').map((row) => row.map(plain));
  expect(rows.map(([users]) => users)).toEqual(['1', '100', '10000']);
  for (const [users = '', secrets = '', fixed = '', metrics = '', total = '', perUser = ''] of rows) {
    expect(like(secrets, Number(users) * each)).toBe(secrets);
    expect(like(total, Number(secrets) + Number(fixed) + Number(metrics))).toBe(total);
    expect(like(perUser, Number(total) / Number(users))).toBe(perUser);
  }
});
