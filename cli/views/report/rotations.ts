import type { UserSlug } from '../../../functions/domain/identifiers.ts';
import { controlsOf, type Evidence } from '../../report/evidence.ts';
import type { Rotation } from '../../report/rotations.ts';
import { type Column, type Markup, mark, markup, nothing, section, tableOf, tagsOf, timeOf } from './markup.ts';
import { askedWords, count, outcomeWords } from './words.ts';

const RUNGS = ['stored', 'activated', 'proven', 'promoted'] as const;
const MARKS = { finished: 'good', failed: 'bad', abandoned: 'warn', 'under way': 'warn' } as const;

/** Of each user a timeline: the rotations in the order in which they began, each with its rungs. */
export function rotationsSection({ rotations, lines }: Evidence): Markup {
  const byUser = Map.groupBy(rotations, ({ user }) => user);
  const users = [...byUser].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const requested = lines.find(({ event }) => event === 'rung-reached');
  return section(
    'rotations',
    'Rotations',
    markup`<p>As the audit log holds them. A rotation climbs four rungs: the new key is stored, activated, proven (seen active at emnify) and promoted (AWSCURRENT moves to it). Times are UTC.</p>`,
    requested === undefined ? [] : [markup`<p>Evidence for</p>`, tagsOf(controlsOf(requested))],
    rotations.length === 0 ? nothing('No rotation is on record.') : users.map(timeline),
  );
}

const COLUMNS: readonly Column<Rotation>[] = [
  { head: 'Begun', cell: ({ begunAt }) => timeOf(begunAt) },
  {
    head: 'Asked for by',
    cell: (rotation) => [
      rotation.asked?.arn === undefined
        ? askedWords(rotation)
        : markup`<span class="id">${askedWords(rotation)}</span>`,
      rotation.asked?.reason === undefined ? '' : markup`<br><q>${rotation.asked.reason}</q>`,
    ],
    is: 'long',
  },
  { head: 'Rungs reached', cell: ladder },
  { head: 'Result', cell: result },
  { head: 'Keys', cell: keys },
  { head: 'Version', cell: ({ version }) => markup`<span class="id">${version}</span>`, is: 'name' },
];

function timeline([user, own]: readonly [UserSlug, readonly Rotation[]]): Markup {
  return markup`<h3>${user}</h3>${tableOf(
    { id: `rotations-${user}`, caption: `${count(own.length, 'rotation')} of ${user}` },
    COLUMNS,
    own,
  )}`;
}

function ladder({ rungs, begunAt }: Rotation): Markup {
  return markup`<ol class="rungs">${RUNGS.map((rung) => {
    const at = rungs[rung];
    if (at === undefined) return markup`<li class="not">${rung}<br>not reached</li>`;
    const isSameDay = day(at) === day(begunAt);
    const words = new Date(at).toISOString();
    const shown = isSameDay ? words.slice(11, 19) : words.slice(0, 16).replace('T', ' ');
    return markup`<li>${rung}<br><time datetime="${words}">${shown}</time></li>`;
  })}</ol>`;
}

function day(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

function result(rotation: Rotation): Markup {
  const [word = '', ...rest] = outcomeWords(rotation).split(/[,:] /);
  const more = rest.length === 0 ? undefined : markup`<br><span class="soft">${rest.join(', ')}</span>`;
  return markup`${mark(word, MARKS[rotation.outcome])}${more}`;
}

function keys({ keyId, superseded }: Rotation): Markup {
  const made = keyId === undefined ? 'none' : `key ${keyId}`;
  if (superseded === undefined) return markup`${made}`;
  const { keyId: before, retiredAt } = superseded;
  const fate = retiredAt === undefined ? ', superseded' : [', retired ', timeOf(retiredAt)];
  return markup`${made}<br><span class="soft">before: ${before}${fate}</span>`;
}
