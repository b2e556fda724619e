import { beforeEach, describe, expect, it } from 'vitest';
import { SecretMissing, StoreOutcomeUnknown, StoreRefused } from '../../../functions/domain/store-errors.ts';
import {
  actions,
  freshStandIn,
  HTML,
  labels,
  meet,
  OTHER,
  PASSING_FAULTS,
  SECRET,
  TEXT,
  V1,
  V2,
  V3,
} from './stand-in.ts';

const standIn = freshStandIn();

describe('a pending value', () => {
  it.each(PASSING_FAULTS)('is put once, also through %s', async (_, fault) => {
    meet(standIn(), 'PutSecretValue', fault);

    expect(await standIn().store.putPending(SECRET, V2, TEXT)).toBe('stored');
    expect(labels(standIn())).toMatchObject({ AWSCURRENT: V1, AWSPENDING: V2 });
    expect(standIn().manager.secret(SECRET)?.versions).toHaveLength(2);
  });

  it('may be put again as it was', async () => {
    await standIn().store.putPending(SECRET, V2, TEXT);

    expect(await standIn().store.putPending(SECRET, V2, TEXT)).toBe('stored');
  });

  it('keeps the value that was there first', async () => {
    await standIn().store.putPending(SECRET, V2, TEXT);

    expect(await standIn().store.putPending(SECRET, V2, OTHER)).toBe('taken');
    expect((await standIn().store.read(SECRET, { versionId: V2 }))?.text.reveal()).toBe('{"v":2}');
  });

  it('that another invocation put while the connection was lost is taken', async () => {
    standIn().script.add({
      operation: 'PutSecretValue',
      nth: 1,
      fault: {
        kind: 'meanwhile',
        when: 'before',
        act: () =>
          standIn().manager.call('PutSecretValue', {
            SecretId: SECRET,
            ClientRequestToken: V2,
            SecretString: OTHER.reveal(),
            VersionStages: ['AWSPENDING'],
          }),
      },
    });

    expect(await standIn().store.putPending(SECRET, V2, TEXT)).toBe('taken');
  });

  it('is there after an unknown outcome, for a caller that looks', async () => {
    standIn().script.add({ operation: 'PutSecretValue', nth: 1, times: 3, fault: { kind: 'cut-after' } });

    await expect(standIn().store.putPending(SECRET, V2, TEXT)).rejects.toThrow(StoreOutcomeUnknown);
    expect((await standIn().store.read(SECRET, { versionId: V2 }))?.text.equals(TEXT)).toBe(true);
  });
});

describe('moving AWSCURRENT', () => {
  beforeEach(() => standIn().store.putPending(SECRET, V2, TEXT));

  it.each(PASSING_FAULTS)('happens once, also through %s, and leaves AWSPENDING', async (_, fault) => {
    meet(standIn(), 'UpdateSecretVersionStage', fault);

    await standIn().store.moveCurrent(SECRET, V1, V2);

    expect(labels(standIn())).toEqual({ AWSCURRENT: V2, AWSPENDING: V2, AWSPREVIOUS: V1 });
  });

  it('is done where every reply was lost', async () => {
    standIn().script.add({ operation: 'UpdateSecretVersionStage', fault: { kind: 'cut-after' } });

    await standIn().store.moveCurrent(SECRET, V1, V2);

    expect(labels(standIn())).toMatchObject({ AWSCURRENT: V2 });
  });

  it('may be repeated', async () => {
    await standIn().store.moveCurrent(SECRET, V1, V2);
    await standIn().store.moveCurrent(SECRET, V1, V2);

    expect(labels(standIn())).toMatchObject({ AWSCURRENT: V2, AWSPREVIOUS: V1 });
  });

  it('takes one call where all is well', async () => {
    standIn().script.calls.length = 0;
    await standIn().store.moveCurrent(SECRET, V1, V2);

    expect(actions(standIn())).toEqual(['UpdateSecretVersionStage']);
  });

  it('is refused where another version holds it', async () => {
    await standIn().store.putPending(SECRET, V3, OTHER);
    await standIn().store.moveCurrent(SECRET, V1, V3);

    await expect(standIn().store.moveCurrent(SECRET, V1, V2)).rejects.toThrow(StoreRefused);
    expect(labels(standIn())).toMatchObject({ AWSCURRENT: V3 });
  });

  it('stays of unknown outcome where nobody could look', async () => {
    standIn().script.add({ operation: 'UpdateSecretVersionStage', fault: { kind: 'cut-before' } });
    standIn().script.add({ operation: 'DescribeSecret', fault: HTML });

    await expect(standIn().store.moveCurrent(SECRET, V1, V2)).rejects.toThrow(StoreOutcomeUnknown);
  });
});

describe('taking AWSPENDING off', () => {
  beforeEach(() => standIn().store.putPending(SECRET, V2, TEXT));

  it.each(PASSING_FAULTS)('happens once, also through %s', async (_, fault) => {
    meet(standIn(), 'UpdateSecretVersionStage', fault);

    await standIn().store.removePending(SECRET, V2);

    expect(labels(standIn())).toEqual({ AWSCURRENT: V1 });
  });

  it('leaves it to a version that has it by now', async () => {
    await standIn().store.putPending(SECRET, V3, OTHER);
    await standIn().store.removePending(SECRET, V2);

    expect(labels(standIn())).toMatchObject({ AWSPENDING: V3 });
  });

  it('is done where the version is long gone', async () => {
    await standIn().store.removePending(SECRET, V2);
    standIn().manager.purgeUnlabelled(SECRET);

    await standIn().store.removePending(SECRET, V2);

    expect(labels(standIn())).toEqual({ AWSCURRENT: V1 });
  });

  it('of a secret that does not exist is SecretMissing', async () => {
    await expect(standIn().store.removePending('emnify-mfa/nobody/key', V2)).rejects.toThrow(SecretMissing);
  });
});
