import type { UserId, UserSlug } from '../identifiers.ts';
import { refuseOtherAccount } from '../rotation/climb.ts';
import type { ObservedSecret } from './observed.ts';

/**
 * AWSCURRENT's key tells whose keys they are; before there is one, any other that a labelled version holds.
 * @param found whom the credentials sign in as
 * @throws OperatorNeeded where that is somebody else
 */
export function refuseForeignAccount(user: UserSlug, { versions }: ObservedSecret, found: UserId): void {
  const owned = versions.flatMap(({ labels, value }) =>
    value.state === 'key' && value.userId !== undefined ? [{ labels, owner: value.userId }] : [],
  );
  const current = owned.filter(({ labels }) => labels.has('AWSCURRENT'));
  for (const { labels, owner } of current.length > 0 ? current : owned) {
    const which = labels.has('AWSCURRENT') ? 'current' : labels.has('AWSPENDING') ? 'pending' : 'previous';
    refuseOtherAccount(user, which, owner, found);
  }
}
