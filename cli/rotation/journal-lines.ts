import * as z from 'zod';
import type { LogLine } from '../aws/logs.ts';
import { ForeignLine } from '../foreign-line.ts';

/** A line of rotate-key's log, as far as it is read. */
const Line = z.object({
  level: z.string(),
  message: z.string(),
  event: z.string().optional(),
  outcome: z.enum(['ok', 'failed', 'skipped']).optional(),
  step: ForeignLine.optional(),
  rung: z.string().optional(),
  keyId: z.number().optional(),
  reason: ForeignLine.optional(),
  durationMs: z.number().optional(),
  function_request_id: z.string().optional(),
  error: z.object({ kind: ForeignLine.optional(), message: ForeignLine }).optional(),
});
export type JournalLine = z.infer<typeof Line>;

/** The lines that a function's logger wrote; what else is in the log (metrics, the platform's own) is left out. */
export function journalLines(lines: readonly LogLine[]): readonly JournalLine[] {
  return lines.flatMap(({ text }) => {
    try {
      const parsed = Line.safeParse(JSON.parse(text));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}
