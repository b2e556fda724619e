import { readFileSync } from 'node:fs';
import * as z from 'zod';

const errorExpectation = z.strictObject({
  code: z.string(),
  /** Codes that would not surprise either, where the recorded sources disagree. */
  codeAlternatives: z.array(z.string()).optional(),
  messageMatches: z.string().optional(),
  httpStatus: z.number().optional(),
});

const step = z.strictObject({
  /** An API action, or `@Something` that the stand-in's tests do themselves. */
  call: z.string(),
  input: z.record(z.string(), z.unknown()),
  /** Sent without what the SDK adds by itself, such as ClientRequestToken. */
  raw: z.boolean().optional(),
  expect: z.union([z.strictObject({ ok: z.unknown() }), z.strictObject({ error: errorExpectation })]),
  /** Variable name to dotted path in the answer. */
  capture: z.record(z.string(), z.string()).optional(),
});

const caseSchema = z.strictObject({
  id: z.string(),
  about: z.string(),
  source: z.enum(['recorded', 'documented']),
  evidence: z.array(z.string()).optional(),
  /** A default rather than proof, because of `why`. */
  uncertain: z.boolean().optional(),
  why: z.string().optional(),
  steps: z.array(step),
});

export type Case = z.infer<typeof caseSchema>;
export type Step = Case['steps'][number];
export type ErrorExpectation = z.infer<typeof errorExpectation>;

/** Reads an array of cases from a JSON text; `at` picks the member that holds it. Throws a ZodError where it is malformed. */
export function readCases(file: URL, at?: string): readonly Case[] {
  const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (at === undefined) return z.array(caseSchema).parse(document);
  return z.array(caseSchema).parse(z.record(z.string(), z.unknown()).parse(document)[at]);
}
