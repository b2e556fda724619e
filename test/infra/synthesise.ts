import { readFileSync } from 'node:fs';
import { App, type AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { vi } from 'vitest';
import * as z from 'zod';
import { readConfiguration } from '../../infra/config.ts';
import { RotationStack } from '../../infra/rotation-stack.ts';

// A synthesis takes seconds on a busy machine, wherever in a test it is asked for.
vi.setConfig({ testTimeout: 60_000 });

const cdkJson = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')));

/** The app of `infra/app.ts` with this context on top of cdk.json's. */
export function appWith(context: Readonly<Record<string, unknown>>, props: AppProps = {}): App {
  const app = new App({ ...props, context: { ...cdkJson.context, ...context } });
  new RotationStack(app, 'Rotation', { configuration: readConfiguration(app.node) });
  return app;
}

/** The template, without building the bundle. */
export function templateWith(context: Readonly<Record<string, unknown>> = {}): Template {
  const app = appWith({ 'aws:cdk:bundling-stacks': [], ...context });
  const stack = app.node.findChild('Rotation');
  if (!(stack instanceof RotationStack)) throw new Error('expected the app to hold a RotationStack');
  return Template.fromStack(stack);
}
