import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { CallFacts } from '../../../local/faults.ts';
import { callerOf, iamRequests } from '../../../local/iam/calls.ts';
import type { EmbeddedStack } from '../../../local/stack.ts';
import { FOLDER } from './folder.ts';

const seen = new Set<string>();

/** Puts on record what IAM would be asked for every call of a function of this stack: `judge.ts` looks at all of it in the end. */
export function recordAsked(stack: EmbeddedStack): void {
  stack.script.guard ??= async (call, request) => {
    const caller = callerOf(request);
    if (caller !== undefined) await note(stack, caller, call, request);
    return undefined;
  };
}

export function isRecorded(): boolean {
  return process.env[FOLDER] !== undefined;
}

/** @param caller the function's name @param request is read: hand over a clone */
export async function note(stack: EmbeddedStack, caller: string, call: CallFacts, request: Request): Promise<void> {
  const folder = process.env[FOLDER];
  if (folder === undefined || call.service === 'emnify' || !caller.startsWith('emnify-mfa-')) return;
  for (const question of await iamRequests(stack, call, request)) {
    const line = JSON.stringify({ caller, ...question });
    if (seen.has(line)) continue;
    seen.add(line);
    appendFileSync(join(folder, `${process.pid}-${threadId}.jsonl`), `${line}\n`);
  }
}
