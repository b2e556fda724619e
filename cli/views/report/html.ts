import type { Source } from '../../report/collect.ts';
import type { ControlEvidence, Evidence } from '../../report/evidence.ts';
import { minute } from '../time.ts';
import { type Column, type Markup, mark, markup, section, tableOf, timeOf } from './markup.ts';
import { rotationsSection } from './rotations.ts';
import { findingsSection, keysSection, listSections } from './sections.ts';
import { STYLE } from './style.ts';
import { count, days } from './words.ts';

/** Nothing is loaded and nothing runs, whatever a log line holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const CONTENTS = [
  ['keys', 'Key age'],
  ['rotations', 'Rotations'],
  ['withdrawn', 'Keys withdrawn'],
  ['devices', 'Devices'],
  ['findings', 'Findings'],
  ['holds', 'Holds'],
  ['codes', 'Codes'],
  ['requests', 'Operators'],
  ['failures', 'Failures'],
  ['controls', 'Controls'],
  ['log', 'The log'],
] as const;

/** The evidence as one page that needs no network and runs no script. */
export function htmlOf(evidence: Evidence): string {
  const { at, prefix, region, account } = evidence;
  const [withdrawn, devices, ...others] = listSections(evidence);
  // The style is ours, and a literal: it is the one text that is not escaped.
  const head = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<style>${STYLE}</style>
`;
  const page = markup`<title>Evidence of MFA key rotation: ${prefix}, ${account}, ${minute(at)} UTC</title>
</head>
<body>
<header>
<h1>Evidence of MFA key rotation</h1>
<p class="soft">emnify users under <code>${prefix}</code> in ${region}, AWS account ${account}</p>
${facts(evidence)}${sums(evidence)}${gapsNote(evidence)}<nav aria-label="Contents"><ul>${CONTENTS.map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
</header>
<main>
${[keysSection(evidence), rotationsSection(evidence), withdrawn, devices, findingsSection(evidence), ...others]}${controlsSection(evidence)}${logSection(evidence)}</main>
<footer><p>Made by <code>emnify-mfa report</code> from what Secrets Manager tells without reading a secret, and from the audit log. Instants are UTC. Characters that would be unseen stand here as <code>\\u{…}</code>.</p></footer>
</body>
</html>
`;
  return `${head}${page}`;
}

function facts({ at, from, madeBy, lines }: Evidence): Markup {
  return markup`<dl class="facts">
<div><dt>Made</dt><dd>${timeOf(at)} UTC</dd></div>
<div><dt>By</dt><dd class="id">${madeBy}</dd></div>
<div><dt>Looked back to</dt><dd>${timeOf(from)}, ${days(at - from)}</dd></div>
<div><dt>Oldest line on record</dt><dd>${lines[0] === undefined ? 'none' : timeOf(lines[0].at)}</dd></div>
</dl>
`;
}

function sums({ keys, rotations, withdrawn, devices, findings }: Evidence): Markup {
  const within = keys.filter(({ verdict }) => verdict === 'within').length;
  const finished = rotations.filter(({ outcome }) => outcome === 'finished').length;
  const standing = findings.filter(({ state }) => state === 'stands').length;
  const figures: readonly (readonly [number | string, string])[] = [
    [`${within} of ${keys.length}`, 'keys within policy'],
    [`${finished} of ${rotations.length}`, 'rotations finished'],
    [withdrawn.length, 'keys withdrawn'],
    [devices.length, 'devices pruned'],
    [standing, 'findings that stand'],
  ];
  return markup`<dl class="sums">${figures.map(([figure, what]) => markup`<div><dt>${what}</dt><dd>${figure}</dd></div>`)}</dl>
`;
}

function gapsNote({ gaps }: Evidence): Markup | undefined {
  if (gaps.length === 0) return undefined;
  return markup`<div class="note bad"><p><strong>The log has gaps.</strong> What is missing is not shown below:</p><ul>${gaps.map((gap) => markup`<li>${gap}</li>`)}</ul></div>
`;
}

function controlsSection({ controls }: Evidence): Markup {
  const columns: readonly Column<ControlEvidence>[] = [
    { head: 'Control', cell: ({ control }) => control },
    { head: 'What the log shows of it', cell: ({ shows }) => shows, is: 'long' },
    { head: 'Lines', cell: ({ lines }) => lines, is: 'number' },
    { head: 'Latest', cell: ({ latest }) => timeOf(latest) },
  ];
  return section(
    'controls',
    'Controls',
    markup`<p>Security Hub (SecretsManager), PCI DSS 4.0.1, and ISO/IEC 27001:2022, Annex A. Each line above names the controls that it is evidence for; docs/compliance.md says what satisfies them, and what does not.</p>`,
    tableOf({ id: 'controls', caption: 'How many audit lines are evidence for each control' }, columns, controls),
  );
}

function logSection({ sources, from }: Evidence): Markup {
  const columns: readonly Column<Source>[] = [
    { head: 'Log group', cell: ({ group }) => markup`<span class="id">${group}</span>` },
    {
      head: 'Read',
      cell: ({ state, detail }) => [
        mark(state, state === 'read' ? 'good' : 'bad'),
        detail === undefined ? '' : ` ${detail}`,
      ],
    },
    { head: 'Audit lines', cell: ({ lines }) => lines, is: 'number' },
    { head: 'Of unknown form', cell: ({ unknown }) => unknown, is: 'number' },
    { head: 'Oldest', cell: ({ oldest }) => timeOf(oldest) },
  ];
  return section(
    'log',
    'Where this comes from',
    markup`<p>Everything since ${timeOf(from)} that these log groups of CloudWatch Logs still hold. What happened before the oldest line, or was deleted from a group, is not in this page. docs/audit-log.md describes each member of a line.</p>`,
    tableOf({ id: 'log', caption: count(sources.length, 'log group') }, columns, sources),
  );
}
