import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { start } from './command.ts';

/** Words without the durations, which no two runs share and which push columns about. */
function words(text: string): string {
  return text
    .replaceAll(/[\d.]+ ms\b/g, 'N ms')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

it('the transcript in the README is what `npm start` prints', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const transcript = /<!-- transcript:.*?```text\n(.*?)```/s.exec(readme)?.[1] ?? '';
  let rest = words((await start()).stdout);

  const passages = transcript.split(/^\.\.\.$/m).map(words);
  expect(passages.length).toBeGreaterThan(3);
  for (const passage of passages) {
    expect(rest).toContain(passage);
    rest = rest.slice(rest.indexOf(passage) + passage.length);
  }
}, 30_000);
