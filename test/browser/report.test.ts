import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { htmlOf } from '../../cli/views/report/html.ts';
import { everything, evidence, HOSTILE } from '../cli/report/support/evidence.ts';
import { Life } from '../cli/report/support/life.ts';
import { openBrowser } from './support/browser.ts';
import { active, brokenIds, contrasts, cutOff, headingLevels, tableFaults } from './support/measure.mjs';

/** Of WCAG 2.2, success criterion 1.4.3: of text of whatever size, so that small text has it too. */
const LEAST_CONTRAST = 4.5;
/** A4 across, less the margins that the page asks for, in CSS pixels. */
const PAPER = { width: Math.round(((297 - 24) / 25.4) * 96), height: 700 };

let browser: Browser;
let folder: string;
/** What the browser said and asked for, beside the file itself. */
const said: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emnify-mfa-report-'));
  browser = await openBrowser();
  await writeFile(join(folder, 'everything.html'), htmlOf(everything()));
  await writeFile(join(folder, 'nothing.html'), htmlOf(evidence([], { users: [] })));
  await writeReal(join(folder, 'real.html'));
}, 120_000);

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  expect(said.splice(0)).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/** The page of two users on the embedded stack, as the command writes it. */
async function writeReal(file: string): Promise<void> {
  const life = await Life.start();
  try {
    await life.enrolls('alice', ' --take-over 701');
    await life.enrolls('bob');
    await life.does('code alice', 'ticket-4711');
    await life.meanwhile('advance P2D');
    await life.meanwhile('break stuck-live-key alice');
    await life.does('recover alice --yes');
    await life.meanwhile('break foreign-key bob');
    await life.does('rotate bob');
    await life.meanwhile('advance P2D');
    await life.does(`report --html ${file}`);
  } finally {
    await life.close();
  }
}

async function open(name: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage(options);
  const url = pathToFileURL(join(folder, `${name}.html`)).href;
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== url) said.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return page;
}

const NAMES = ['real', 'everything', 'nothing'];
const LOOKS: readonly (readonly [look: string, options: BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light', viewport: { width: 1280, height: 900 } }],
  ['dark', { colorScheme: 'dark', viewport: { width: 1280, height: 900 } }],
  ['light, on a phone', { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
  ['dark, on a phone', { colorScheme: 'dark', viewport: { width: 360, height: 740 } }],
];

describe.each(NAMES)('the page of the report (%s)', (name) => {
  it('has one heading of the first level, and none that skips a level', async () => {
    const levels = await (await open(name)).evaluate(headingLevels);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  it('has language, title, one main part and a table of contents that leads somewhere', async () => {
    const page = await open(name);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.title()).toMatch(/^Evidence of MFA key rotation: emnify-mfa, 111122223333, /);
    for (const role of ['banner', 'main', 'contentinfo', 'navigation'] as const) {
      expect(await page.getByRole(role).count()).toBe(1);
    }
    expect(await page.evaluate(brokenIds)).toEqual([]);
  });

  it('gives every table a caption, and every heading of one its scope', async () => {
    const page = await open(name);
    expect(await page.locator('table').count()).toBeGreaterThan(1);
    expect(await page.evaluate(tableFaults)).toEqual([]);
  });

  it('runs nothing and loads nothing', async () => {
    expect(await (await open(name)).evaluate(active)).toEqual([]);
  });

  it.each(LOOKS)('can be told from its background (%s)', async (_, options) => {
    const texts = await (await open(name, options)).evaluate(contrasts);
    expect(texts.length).toBeGreaterThan(30);
    expect(texts.filter(({ ratio }) => ratio < LEAST_CONTRAST)).toEqual([]);
  });

  it.each([320, 360, 700, 1024, 1280])('fits into a window of %i pixels', async (width) => {
    const page = await open(name, { viewport: { width, height: 740 } });
    expect(await page.evaluate(cutOff, { boxesScroll: width > 720 })).toEqual([]);
  });

  it('is a table for those who hear it also where rows are blocks', async () => {
    const page = await open(name, { viewport: { width: 360, height: 740 } });
    const controls = page.getByRole('table', { name: 'How many audit lines are evidence for each control' });
    expect(await controls.getByRole('columnheader').count()).toBe(4);
    expect(await controls.getByRole('rowheader', { name: 'A.8.15' }).count()).toBe(1);
  });

  it('is whole on paper, whatever the scheme of the screen', async () => {
    const page = await open(name, { viewport: PAPER, colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(cutOff, { boxesScroll: false })).toEqual([]);
    const texts = await page.evaluate(contrasts);
    expect(texts.filter(({ ratio }) => ratio < LEAST_CONTRAST)).toEqual([]);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    // A4 across, in points: nothing was made smaller to fit.
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[0 0 84[12](\.\d+)? 59[45](\.\d+)?\]/);
  });
});

it('the page of real users shows them, their rotations and what was found', async () => {
  const page = await open('real');
  for (const user of ['alice', 'bob']) expect(await page.getByRole('heading', { name: user }).isVisible()).toBe(true);
  const bob = page.getByRole('table', { name: '2 rotations of bob' });
  expect(await bob.getByText('assumed-role/operator/local').isVisible()).toBe(true);
  expect(await bob.getByText('finished', { exact: true }).count()).toBe(2);
  expect(await page.getByRole('row', { name: /unmanaged-key stands/ }).count()).toBe(1);
  expect(await page.getByRole('row', { name: /device-pruned/ }).count()).toBeGreaterThan(0);
});

it('what a log line holds is shown, and does nothing', async () => {
  const page = await open('everything');
  expect(await page.getByText(HOSTILE.script).count()).toBeGreaterThan(2);
  expect(await page.title()).not.toContain('taken over');
  expect(await page.getByText('a\\u{0}b\\u{1B}[31mc\\u{202E}gnp.exe\\u{2028}d\\u{D800}e').count()).toBeGreaterThan(0);
  const text = await readFile(join(folder, 'everything.html'), 'utf8');
  expect(new Set(text.match(/[\p{C}\p{Zl}\p{Zp}]/gu))).toEqual(new Set(['\n']));
});

it('gaps are said at the top, before anything that they are missing from', async () => {
  const page = await open('everything');
  const banner = page.getByRole('banner');
  expect(await banner.getByText('The log has gaps.').isVisible()).toBe(true);
  expect(await banner.getByText('emnify-mfa-issue-code could not be read').isVisible()).toBe(true);
});
