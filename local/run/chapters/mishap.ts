import type { Chapter } from './chapter.ts';
import { rotate } from './rotation.ts';
import { pass } from './time.ts';
import { unlessFailed } from './unless-failed.ts';

const HOUR = 3_600_000;
const REFUSED = JSON.stringify({ __type: 'AccessDeniedException', message: 'a policy denies it' });

export const broken: Chapter = unlessFailed({
  title: 'A rotation is broken on purpose: for some minutes a policy denies that AWSCURRENT moves',
  play: async (stage) => {
    const { stack } = stage;
    await stack.clock.advance(9 * HOUR);
    // The first attempt and all that Secrets Manager makes after it.
    const times = 1 + stack.secretsManager.behaviour.retries;
    const fault = { kind: 'answer', status: 400, body: REFUSED } as const;
    stack.script.add({ operation: 'UpdateSecretVersionStage', nth: 1, times, fault });
    return { kind: 'broken', rotation: await rotate(stage), detail: 'steps' };
  },
});

export const mended: Chapter = unlessFailed({
  title: 'The daily run finishes what has stopped, and a day later the old key goes',
  play: async (stage) => {
    const { stack, subject } = stage;
    await stack.clock.advance(HOUR);
    // Newer than the key that is stuck: it is to be there still when all is over.
    stack.emnify.portal(subject.username).addDevice({ browser: 'Firefox', operatingSystem: 'Linux' });
    return pass(stage, stack.clock.now() + 36 * HOUR, 'plans');
  },
});
