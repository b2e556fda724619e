import { describe, expect, it } from 'vitest';
import type { Change } from '../../../local/secrets-manager/store.ts';
import { DAY, FIRST, NAME, SECOND_TOKEN, START, standIn, THIRD } from './stand-in.ts';

const put = (token: string, text: string, ...VersionStages: string[]) => ({
  SecretId: NAME,
  ClientRequestToken: token,
  SecretString: text,
  ...(VersionStages.length === 0 ? {} : { VersionStages }),
});

describe('The stand-in', () => {
  it.each([
    ['GetRandomPassword', {}, 'the action GetRandomPassword'],
    ['GetSecretValue', { SecretId: NAME, Colour: 'red' }, 'Colour in GetSecretValue'],
    ['CreateSecret', { Name: 'x', AddReplicaRegions: [] }, 'AddReplicaRegions in CreateSecret'],
    ['ListSecrets', { Filters: [{ Key: 'all', Values: ['x'] }] }, 'a filter for all'],
    ['ListSecrets', { SortBy: 'created-date' }, 'SortBy created-date'],
    ['ListSecrets', { SortOrder: 'asc' }, 'SortOrder alone'],
  ])('refuses %s %j instead of ignoring it, and says who refuses', (action, input, what) => {
    const { manager } = standIn();
    expect(() => manager.call(action, input)).toThrow(
      expect.objectContaining({
        code: 'NotSupportedByStandIn',
        message: expect.stringMatching(new RegExp(`^The embedded Secrets Manager stand-in does not support .*${what}`)),
      }),
    );
  });

  it('refuses what nobody has recorded of AWS: rotating without a value, AWSCURRENT on an empty version', () => {
    const { manager, rotate } = standIn();
    rotate(SECOND_TOKEN);
    const move = { VersionStage: 'AWSCURRENT', RemoveFromVersionId: FIRST, MoveToVersionId: SECOND_TOKEN };
    expect(() => manager.call('UpdateSecretVersionStage', { SecretId: NAME, ...move })).toThrow('without a value');
    manager.call('CreateSecret', { Name: 'empty' });
    expect(() => rotate(THIRD, { SecretId: 'empty' })).toThrow('without a value');
  });

  it('tells every change of state at once, and none where nothing changed', () => {
    const { manager } = standIn();
    const changes: [Change['action'], string | undefined][] = [];
    const deaf = manager.onChange(({ action }) =>
      changes.push([action, manager.secret(NAME)?.labels.get('AWSCURRENT')]),
    );
    manager.call('PutSecretValue', put(SECOND_TOKEN, 'two', 'AWSPENDING'));
    manager.call('PutSecretValue', put(SECOND_TOKEN, 'two', 'AWSPENDING'));
    expect(() => manager.call('PutSecretValue', put(SECOND_TOKEN, 'other', 'AWSPENDING'))).toThrow('already in use');
    manager.call('GetSecretValue', { SecretId: NAME });
    const move = { VersionStage: 'AWSCURRENT', RemoveFromVersionId: FIRST, MoveToVersionId: SECOND_TOKEN };
    manager.call('UpdateSecretVersionStage', { SecretId: NAME, ...move });
    manager.call('TagResource', { SecretId: NAME, Tags: [{ Key: 'k', Value: 'v' }] });
    deaf();
    manager.call('UntagResource', { SecretId: NAME, TagKeys: ['k'] });
    expect(changes).toEqual([
      ['PutSecretValue', FIRST],
      ['UpdateSecretVersionStage', SECOND_TOKEN],
      ['TagResource', SECOND_TOKEN],
    ]);
  });

  it('shows the truth: versions without a label too, and nothing that a reader could change', () => {
    const { manager, truth } = standIn();
    manager.call('PutSecretValue', put(SECOND_TOKEN, 'two'));
    manager.call('PutSecretValue', put(THIRD, 'three'));
    expect(truth().versions).toMatchObject([
      { id: FIRST, labels: [], value: { SecretString: 'one' } },
      { id: SECOND_TOKEN, labels: ['AWSPREVIOUS'] },
      { id: THIRD, labels: ['AWSCURRENT'] },
    ]);
    manager.purgeUnlabelled(NAME);
    expect(truth().versions.map(({ id }) => id)).toEqual([SECOND_TOKEN, THIRD]);
    expect(manager.secret('nobody')).toBeUndefined();
    expect(manager.names()).toEqual([NAME]);
  });

  it('serves as many stale reads as asked for, each the state before the last write', () => {
    const { manager } = standIn();
    const describe = () => manager.call('DescribeSecret', { SecretId: NAME })['VersionIdsToStages'];
    const read = () => manager.call('GetSecretValue', { SecretId: NAME })['SecretString'];
    manager.call('PutSecretValue', put(SECOND_TOKEN, 'two'));
    manager.call('PutSecretValue', put(THIRD, 'three'));
    manager.serveStale(NAME, { reads: 2 });
    expect(describe()).toEqual({ [FIRST]: ['AWSPREVIOUS'], [SECOND_TOKEN]: ['AWSCURRENT'] });
    expect(read()).toBe('two');
    expect(read()).toBe('three');
  });

  it('tells what a stale read would show, a copy that later writes leave as it is', () => {
    const { manager } = standIn();
    expect(manager.beforeLastWrite(NAME)).toBeUndefined();
    manager.call('PutSecretValue', put(SECOND_TOKEN, 'two'));
    const before = manager.beforeLastWrite(NAME);
    manager.call('PutSecretValue', put(THIRD, 'three'));
    manager.call('TagResource', { SecretId: NAME, Tags: [{ Key: 'team', Value: 'blue' }] });
    expect(before?.labels.get('AWSCURRENT')).toBe(FIRST);
    expect(before?.versions.map(({ id }) => id)).toEqual([FIRST]);
    expect(before?.tags.has('team')).toBe(false);
  });

  it('does not show a secret to a stale read when its creation was the last write', () => {
    const { manager } = standIn();
    manager.serveStale(NAME, { reads: 1 });
    expect(() => manager.call('DescribeSecret', { SecretId: NAME })).toThrow("can't find the specified secret");
    expect(manager.call('DescribeSecret', { SecretId: NAME })).toMatchObject({ Name: NAME });
  });

  it('never lets a stale read decide a write', () => {
    const { manager } = standIn();
    manager.call('PutSecretValue', put(SECOND_TOKEN, 'two'));
    manager.serveStale(NAME, { reads: 5 });
    const move = { VersionStage: 'AWSCURRENT', RemoveFromVersionId: FIRST, MoveToVersionId: SECOND_TOKEN };
    expect(() => manager.call('UpdateSecretVersionStage', { SecretId: NAME, ...move })).toThrow(SECOND_TOKEN);
  });

  it.each([true, false])('leaves AWSPENDING on a version that AWSCURRENT is moved from: %s', (pendingSurvivesMove) => {
    const { manager, labels } = standIn({ pendingSurvivesMove });
    const move = (from: string, to: string) => ({ RemoveFromVersionId: from, MoveToVersionId: to });
    const current = { SecretId: NAME, VersionStage: 'AWSCURRENT' };
    manager.call('PutSecretValue', put(SECOND_TOKEN, 'two', 'AWSPENDING'));
    manager.call('UpdateSecretVersionStage', { ...current, ...move(FIRST, SECOND_TOKEN) });
    manager.call('UpdateSecretVersionStage', { ...current, ...move(SECOND_TOKEN, FIRST) });
    expect(labels()['AWSPENDING']).toBe(pendingSurvivesMove ? SECOND_TOKEN : undefined);
  });

  it('removes a deleted secret when its time has come, unless it was restored', async () => {
    const { manager, clock } = standIn();
    manager.call('DeleteSecret', { SecretId: NAME, RecoveryWindowInDays: 7 });
    await clock.advance(3 * DAY);
    manager.call('RestoreSecret', { SecretId: NAME });
    await clock.advance(7 * DAY);
    expect(manager.names()).toEqual([NAME]);
    manager.call('DeleteSecret', { SecretId: NAME, RecoveryWindowInDays: 7 });
    await clock.advance(7 * DAY);
    expect(manager.names()).toEqual([]);
  });

  it('gives dates as epoch seconds with their fraction', async () => {
    const { manager, clock } = standIn();
    await clock.advance(1);
    manager.call('TagResource', { SecretId: NAME, Tags: [{ Key: 'k', Value: 'v' }] });
    expect(manager.call('DescribeSecret', { SecretId: NAME })).toMatchObject({
      CreatedDate: START / 1000,
      LastChangedDate: START / 1000 + 0.001,
    });
  });

  it('is the same in every run', () => {
    const arns = [standIn(), standIn()].map(({ manager, truth }) => {
      manager.call('PutSecretValue', { SecretId: NAME, SecretString: 'two' });
      return [truth().arn, truth().holding('AWSCURRENT')?.id];
    });
    expect(arns[0]).toEqual(arns[1]);
  });
});
