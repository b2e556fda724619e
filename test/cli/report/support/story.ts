import type { Life } from './life.ts';

/** Two users from enrolment to offboarding, with most of what may happen to them in between. */
export async function liveThroughEverything(life: Life): Promise<void> {
  await life.enrolls('alice', ' --take-over 701');
  await life.enrolls('bob');
  await life.does('code alice', 'ticket-4711');
  await life.meanwhile('advance P2D');
  await life.does('rotate alice --end-grace --yes', 'laptop-stolen');
  await life.does('hold bob', 'support-looks');
  await life.does('release bob', 'support-is-done');
  for (const what of ['stuck-without-value', 'stuck-live-key', 'stuck-dead-key', 'unreadable-value', 'deleted-key']) {
    await life.meanwhile(`break ${what} alice`);
    await life.does('recover alice --yes');
    await life.meanwhile('advance P2D');
  }
  await life.meanwhile('break foreign-key bob');
  await life.meanwhile('break old-device bob');
  await life.does('reconcile bob --yes');
  await life.meanwhile('break revoked-token bob');
  await life.enrollsAnew('bob');
  await life.meanwhile('advance P70D');
  await life.does('enroll alice --keep-credentials --leave-keys');
  await life.does('offboard alice --delete-keys --confirm alice');
  await life.does('offboard bob --confirm bob');
}
