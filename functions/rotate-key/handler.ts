import type { Context } from 'aws-lambda';
import { parseRotationEvent } from '../domain/rotation/event.ts';
import { rotate } from '../domain/rotation/rotate.ts';
import { createEdge } from '../shared/edge.ts';
import { atTheEdge } from '../shared/invocation.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';

const edge = createEdge('rotate-key');
let dependencies: Dependencies | undefined;

/** Secrets Manager's rotation function: one step per invocation, called by Secrets Manager and by reconcile. */
export async function handler(event: unknown, context: Context): Promise<void> {
  edge.logger.addContext(context);
  dependencies ??= await atTheEdge(edge, () => createDependencies(process.env, { edge }));
  await rotateKey(event, dependencies);
}

/** @throws RotationError, with words that hold no secret */
export async function rotateKey(event: unknown, { ports, policy, ...edge }: Dependencies): Promise<void> {
  await atTheEdge(edge, () => rotate(parseRotationEvent(event), ports, policy));
}
