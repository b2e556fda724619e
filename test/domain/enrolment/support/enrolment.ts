import type { EnrolmentAnswer } from '../../../../functions/domain/enrolment/answer.ts';
import { enrol } from '../../../../functions/domain/enrolment/enrol.ts';
import { parseEnrolmentRequest } from '../../../../functions/domain/enrolment/request.ts';
import type { RotationRules } from '../../../../functions/domain/ports.ts';
import { EnrolledUser, KEY_SECRET } from '../../support/enrolled-user.ts';

const SCHEDULE = { expression: 'rate(30 days)', duration: '1h' };
export const RULES: RotationRules = { functionArn: 'arn:rotate-key', ...SCHEDULE };
const POLICY = {
  secretPrefix: 'emnify-mfa',
  rotationPeriodDays: 60,
  rotateKeyArn: 'arn:rotate-key',
  encryptionKeyArn: 'arn:encryption-key',
};

/** What the last enrolment changed, in order. */
export let changes: string[];

interface Others {
  readonly dailyChanged?: boolean;
  readonly underWay?: boolean;
  readonly created?: boolean;
}

export async function enrolled(
  user: EnrolledUser,
  request: object = {},
  others: Others = {},
): Promise<EnrolmentAnswer> {
  changes = [];
  const lifecycle = {
    create: async ({
      name,
      text,
      tags,
    }: {
      name: string;
      text: { reveal(): string };
      tags: ReadonlyMap<string, string>;
    }) => {
      changes.push(`create ${name} ${text.reveal()} ${[...tags.keys()].join()}`);
      return others.created === false ? undefined : 'arn:key-secret';
    },
    configureRotation: async (name: string, rules: RotationRules, { now }: { now: boolean }) => {
      changes.push(`configure ${name} ${rules.expression} ${rules.duration} ${now ? 'now' : 'later'}`);
      return others.underWay === true ? ('under-way' as const) : ('configured' as const);
    },
  };
  const daily = {
    ensureDaily: async () => {
      changes.push('daily');
      return others.dailyChanged ?? true;
    },
  };
  const parsed = parseEnrolmentRequest({ user: 'robot', schedule: SCHEDULE, ...request });
  return enrol(parsed, { ...user.ports, lifecycle, daily }, POLICY);
}

/** The operator has written the credentials, and there is neither a key secret nor a key. */
export function newcomer(): EnrolledUser {
  const user = new EnrolledUser();
  user.store.secrets.delete(KEY_SECRET);
  user.emnify.keys = [];
  return user;
}
