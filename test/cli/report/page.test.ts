import { describe, expect, it } from 'vitest';
import type { Page } from '../../../cli/terminal.ts';
import { htmlOf } from '../../../cli/views/report/html.ts';
import { summaryView, writtenView } from '../../../cli/views/report/summary.ts';
import { everything, evidence, HOSTILE, line } from './support/evidence.ts';

const asIs = (text: string) => text;
const PIPE: Page = { width: Number.POSITIVE_INFINITY, bold: asIs, dim: asIs, good: asIs, warn: asIs, bad: asIs };

/** All that the page is made of. */
const TAGS = new Set(
  '!doctype a body br caption code dd div dl dt footer h1 h2 h3 head header html li main meta nav ol p q section span strong style table tbody td th thead time title tr ul'
    .split(' ')
    .map((tag) => `<${tag}`),
);

describe('the page', () => {
  it('has no markup but its own, whatever a line holds', () => {
    const html = htmlOf(everything());
    expect(new Set(html.match(/<[!\w]\w*/g)).difference(TAGS)).toEqual(new Set());
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<img');
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(html).toContain('&lt;script&gt;document.title = &quot;taken over&quot;&lt;/script&gt;');
  });

  it('escapes also what stands in an attribute', () => {
    const html = htmlOf({ ...evidence([]), prefix: '"><b', madeBy: '<i>' });
    expect(html).not.toContain('"><b');
    expect(html).not.toContain('<i>');
  });

  it('lets nothing be loaded or run, by its own policy, and names no other place', () => {
    const html = htmlOf(everything());
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'`);
    expect(html.replaceAll(/&lt;.*?&gt;/g, '')).not.toMatch(/https?:|url\(|@import/);
  });
});

describe('the summary on a terminal', () => {
  it('passes no control character on from a line', () => {
    const shown = evidence([
      line(1, { service: 'reconcile-user', event: 'finding:undated-key', reason: HOSTILE.unseen }),
    ]);
    const text = summaryView(shown, PIPE);
    expect(text).toContain('a\\u{0}b\\u{1B}[31mc');
    expect(new Set(text.match(/[\p{C}\p{Zl}\p{Zp}]/gu))).toEqual(new Set(['\n']));
  });

  it('says that a gap is there, also beside files that were written', () => {
    for (const text of [summaryView(everything(), PIPE), writtenView(everything(), ['x.html'], PIPE)]) {
      expect(text).toContain('The log has gaps');
      expect(text).toContain('emnify-mfa-issue-code could not be read');
    }
  });
});
