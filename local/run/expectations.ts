import type { Expectation, RunDocument } from './document.ts';
import { isQuiet } from './quiet.ts';

type Told = Pick<RunDocument, 'retired' | 'devices' | 'broken' | 'mended' | 'closingAudit'>;

/** What the story is to end with. ISO 8601 instants of one form compare as text. */
export function expectations({ retired, devices, broken, mended, closingAudit }: Told): Expectation[] {
  const gone = retired.filter(
    ({ deadline, deletedAt, verifiedGoneBy }) =>
      deletedAt !== undefined && deletedAt >= deadline && verifiedGoneBy !== undefined,
  );
  const stale = devices.filter(({ staleSince }) => staleSince !== undefined);
  const pruned = devices.filter(({ deletedAt }) => deletedAt !== undefined);
  const rightly = pruned.filter(
    ({ staleSince, deletedAt = '' }) => staleSince !== undefined && deletedAt >= staleSince,
  );
  const fresh = devices.length - stale.length;
  return [
    {
      what: `${gone.length} of ${retired.length} superseded keys retired after their grace, and verified gone`,
      met: gone.length > 0 && gone.length === retired.length,
    },
    {
      what: `${rightly.length} of ${stale.length} stale devices deleted, and ${pruned.length - rightly.length} others; ${fresh} fresh left`,
      met: rightly.length > 0 && rightly.length === stale.length && pruned.length === stale.length && fresh > 0,
    },
    {
      what: `the rotation that was broken was finished by ${mended?.finishedBy ?? 'nobody'}`,
      met: broken?.outcome === 'failed' && mended?.finishedAt !== undefined,
    },
    {
      what: `the closing audit planned ${closingAudit?.planned.length ?? 'no'} actions and found ${closingAudit?.findings.length ?? 'nothing'}`,
      met: closingAudit !== undefined && isQuiet(closingAudit),
    },
  ];
}
