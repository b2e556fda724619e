import { randomUUID } from 'node:crypto';
import { type UserSlug, VersionId } from '../../functions/domain/identifiers.ts';
import { withNext } from '../next.ts';
import type { Session } from '../session.ts';
import { followRotation, type Rotated } from './follow.ts';

/** Asks Secrets Manager for a rotation and follows it to its end. @throws Failure; AwsError */
export async function rotateNow(
  session: Session,
  { user, keySecret, reason }: { user: UserSlug; keySecret: string; reason?: string },
): Promise<Rotated> {
  const { deployment, audit, say, command } = session;
  // Chosen here, so that a repeated request after a lost reply is the same rotation.
  const version = VersionId.parse(randomUUID());
  const from = deployment.clock.now();
  const look = command(`status ${user}`);
  const asked = audit.recorded(
    { event: 'rotation-requested', user, version, ...(reason === undefined ? {} : { reason }) },
    `The rotation goes on by itself. Look again: ${look}`,
    () => deployment.startRotation(keySecret, version),
  );
  await withNext(asked, () => `See whether it has begun all the same: ${look}`);
  say(`Secrets Manager rotates the key of ${user}, version ${version}:`);
  return followRotation(session, { user, keySecret, version, from });
}
