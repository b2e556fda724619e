import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const DEBIAN = '/usr/bin/chromium';

/** Nothing that a browser does by itself on a first start, and no process rights that a container lacks. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws Error where there is no Chromium: these tests are never passed over */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? DEBIAN;
  if (!existsSync(executablePath)) {
    throw new Error(`expected Chromium at ${executablePath}: apt-get install chromium, or say where it is in CHROMIUM`);
  }
  return chromium.launch({ executablePath, args: FLAGS });
}
