import type { Context } from 'hono';
import type { CallKind } from './limits.ts';
import type { World } from './world.ts';

/** One call of the API. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As in the vendor's documents: `/api/v1/user/mfa/{key_id}`. */
  readonly template: string;
  /** The template under which the call is recorded, where it is another spelling of the same operation. */
  readonly recordedAs?: string;
  readonly kind: CallKind;
  handle(world: World, c: Context): Response | Promise<Response>;
}

/** The path in Hono's spelling. */
export function routePath({ template }: Operation): string {
  return template.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** Method and template of the first operation that serves the call; method and path themselves where none does. */
export function operationName(operations: readonly Operation[], method: string, path: string): string {
  const found = operations.find((operation) => operation.method === method && pattern(operation).test(path));
  return `${method} ${found?.recordedAs ?? found?.template ?? path}`;
}

function pattern({ template }: Operation): RegExp {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
