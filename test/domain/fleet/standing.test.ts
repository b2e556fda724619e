import { describe, expect, it } from 'vitest';
import { needsAge, standingOf } from '../../../functions/domain/fleet/standing.ts';
import { rotationToken } from '../../../functions/domain/fleet/tokens.ts';
import { UserSlug, VersionId } from '../../../functions/domain/identifiers.ts';
import type { SecretDescription } from '../../../functions/domain/ports.ts';

const OURS = rotationToken('breach', UserSlug.parse('alice'), 1);
const OTHER = VersionId.parse('another-version-that-is-no-token-of-it');
const OLD = VersionId.parse('the-version-from-before-the-run-began');
const BEGAN = Date.parse('2026-11-24T09:00:00Z');

function secret(labels: Readonly<Record<string, VersionId>>, more: Partial<SecretDescription> = {}): SecretDescription {
  const held = new Map<VersionId, Set<string>>();
  for (const [label, version] of Object.entries(labels)) held.set(version, (held.get(version) ?? new Set()).add(label));
  return {
    arn: 'arn',
    name: 'emnify-mfa/alice/key',
    labels: held,
    tags: new Map(),
    rotationEnabled: true,
    awaitsDeletion: false,
    ...more,
  };
}

function stand(
  description: SecretDescription,
  currentMadeAt?: number,
  hold?: Parameters<typeof standingOf>[0]['hold'],
) {
  return standingOf({ description, tokens: new Set([OURS]), hold, currentMadeAt, beganAt: BEGAN }).kind;
}

describe('a user in a run', () => {
  it.each([
    [
      'is rotated where AWSCURRENT is on a version of the run',
      { AWSCURRENT: OURS, AWSPREVIOUS: OLD },
      undefined,
      'rotated',
    ],
    ['is rotated where AWSCURRENT was made when the run began', { AWSCURRENT: OTHER }, BEGAN, 'rotated'],
    ['is not rotated where AWSCURRENT was made just before', { AWSCURRENT: OTHER }, BEGAN - 1, 'ready'],
    ['is not rotated where AWSCURRENT was moved back', { AWSCURRENT: OLD, AWSPREVIOUS: OURS }, BEGAN - 1, 'ready'],
    ['is under way while a version is pending', { AWSCURRENT: OLD, AWSPENDING: OURS }, undefined, 'under-way'],
    ['is under way while another rotation is', { AWSCURRENT: OLD, AWSPENDING: OTHER }, undefined, 'under-way'],
    ['is ready where AWSPENDING was left beside AWSCURRENT', { AWSCURRENT: OLD, AWSPENDING: OLD }, undefined, 'ready'],
    ['is ready where nothing has happened', { AWSCURRENT: OLD }, undefined, 'ready'],
  ])('%s', (_, labels, madeAt, standing) => {
    expect(stand(secret(labels), madeAt)).toBe(standing);
  });

  it('is held where a hold is in force, but rotated where that was done before', () => {
    expect(stand(secret({ AWSCURRENT: OLD, AWSPENDING: OURS }), undefined, { kind: 'operator' })).toBe('held');
    expect(stand(secret({ AWSCURRENT: OURS }), undefined, { kind: 'operator' })).toBe('rotated');
  });

  it('is not enrolled where rotation is turned off', () => {
    expect(stand(secret({ AWSCURRENT: OLD }, { rotationEnabled: false }))).toBe('not-enrolled');
  });

  it('is asked for the age of the current version only where something has rotated it since', () => {
    const asks = (description: SecretDescription) => needsAge({ description, tokens: new Set([OURS]), beganAt: BEGAN });
    expect(asks(secret({ AWSCURRENT: OLD }, { lastRotatedAt: BEGAN - 1 }))).toBe(false);
    expect(asks(secret({ AWSCURRENT: OTHER }, { lastRotatedAt: BEGAN }))).toBe(true);
    expect(asks(secret({ AWSCURRENT: OLD, AWSPREVIOUS: OURS }))).toBe(true);
    expect(asks(secret({ AWSCURRENT: OURS }, { lastRotatedAt: BEGAN }))).toBe(false);
  });
});
