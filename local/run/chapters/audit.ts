import { RECONCILE_USER_ARN } from '../../subject.ts';
import type { Chapter } from './chapter.ts';
import { unlessFailed } from './unless-failed.ts';

export const audit: Chapter = unlessFailed({
  title: 'The closing audit: a dry run of reconcile-user',
  play: async ({ stack, subject: { user }, reconciles }) => {
    await stack.functions.invoke(RECONCILE_USER_ARN, { user, dryRun: true });
    const [run] = reconciles.take();
    if (run === undefined) throw new Error('expected the audit to run');
    return { kind: 'audit', audit: run };
  },
});
