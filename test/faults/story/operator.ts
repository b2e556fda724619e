import type { Simulation } from '../simulation/simulation.ts';
import { truthOf } from './truth.ts';

/**
 * What the documents leave to a person (docs/decisions, and the words of the errors and findings): in the portal, pending keys
 * that nothing records and superseded keys that no list shows are deleted; then the user is released.
 */
export async function actAsOperator(simulation: Simulation): Promise<void> {
  const { stack, subject, watch } = simulation;
  const portal = stack.emnify.portal(subject.username);
  const { orphans, superseded, activeKeys, staleDevices } = truthOf(simulation);
  const leftInThePortal = [...orphans, ...superseded.filter((id) => activeKeys.includes(id))];
  await watch.byOthers(() => {
    for (const id of leftInThePortal) portal.deleteKey(id);
    for (const id of staleDevices) portal.deleteDevice(id);
  });
  const Tags = ['attempts', 'hold'].map((name) => ({ Key: `emnify-mfa:${name}`, Value: 'none' }));
  stack.secretsManager.call('TagResource', { SecretId: subject.keySecret, Tags });
  const gone = leftInThePortal.map((id) => `emnify-mfa:superseded/${id}`);
  if (gone.length > 0) stack.secretsManager.call('UntagResource', { SecretId: subject.keySecret, TagKeys: gone });
}
