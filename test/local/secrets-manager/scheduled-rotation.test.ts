import { describe, expect, it } from 'vitest';
import { nextWindow } from '../../../local/secrets-manager/rotation/schedule.ts';
import { DAY, FIRST, HOUR, MINUTE, NAME, SECOND_TOKEN, START, standIn } from './stand-in.ts';

const iso = (at: number | undefined) =>
  at === undefined ? 'never' : new Date(at).toISOString().replace(':00.000Z', 'Z');
const starts = (world: ReturnType<typeof standIn>) =>
  world.events.filter(({ Step }) => Step === 'createSecret').map(({ at }) => iso(at));

describe('A rotation schedule', () => {
  it.each([
    [{ AutomaticallyAfterDays: 1 }, '2027-01-16T00:00Z', '2027-01-17T00:00Z'],
    [{ AutomaticallyAfterDays: 60, Duration: '3h' }, '2027-03-16T00:00Z', '2027-03-16T03:00Z'],
    [{ ScheduleExpression: 'rate(10 days)' }, '2027-01-25T00:00Z', '2027-01-26T00:00Z'],
    [{ ScheduleExpression: 'rate(1 day)', Duration: '24h' }, '2027-01-16T00:00Z', '2027-01-17T00:00Z'],
    [{ ScheduleExpression: 'rate(4 hours)' }, '2027-01-15T14:00Z', '2027-01-15T15:00Z'],
    [{ ScheduleExpression: 'rate(12 hours)', Duration: '2h' }, '2027-01-15T22:00Z', '2027-01-16T00:00Z'],
    [{ ScheduleExpression: 'cron(0 10 * * ? *)' }, '2027-01-16T10:00Z', '2027-01-17T00:00Z'],
    [{ ScheduleExpression: 'cron(0 11 ? * * *)' }, '2027-01-15T11:00Z', '2027-01-16T00:00Z'],
    [{ ScheduleExpression: 'cron(0 16 1,15 * ? *)', Duration: '2h' }, '2027-01-15T16:00Z', '2027-01-15T18:00Z'],
    [{ ScheduleExpression: 'cron(0 8 ? * MON *)' }, '2027-01-18T08:00Z', '2027-01-19T00:00Z'],
    [{ ScheduleExpression: 'cron(0 9 1 JUN ? *)', Duration: '1h' }, '2027-06-01T09:00Z', '2027-06-01T10:00Z'],
    [{ ScheduleExpression: 'cron(0 9 3 */2 ? *)' }, '2027-03-03T09:00Z', '2027-03-04T00:00Z'],
    [{ ScheduleExpression: 'cron(0 2 31 4,5 ? *)' }, '2027-05-31T02:00Z', '2027-06-01T00:00Z'],
    [{ ScheduleExpression: 'cron(0 2 29 2 ? *)' }, '2028-02-29T02:00Z', '2028-03-01T00:00Z'],
  ])('%j opens its next window as AWS documents', (rules, start, end) => {
    const window = nextWindow(rules, START, START);
    expect([iso(window.start), iso(window.end)]).toEqual([start, end]);
  });

  it.each([
    [{ AutomaticallyAfterDays: 30, ScheduleExpression: 'rate(30 days)' }, 'InvalidParameterException'],
    [{ ScheduleExpression: 'rate(3 hours)' }, 'InvalidParameterException'],
    [{ ScheduleExpression: 'rate(1000 days)' }, 'InvalidParameterException'],
    [{ ScheduleExpression: 'every day' }, 'InvalidParameterException'],
    [{ ScheduleExpression: 'cron(30 8 * * ? *)' }, 'InvalidParameterException'],
    [{ ScheduleExpression: 'cron(0 8 * * ? 2027)' }, 'InvalidParameterException'],
    [{ ScheduleExpression: 'cron(0 24 * * ? *)' }, 'InvalidParameterException'],
    [{ ScheduleExpression: 'cron(0 8 30 2 ? *)' }, 'InvalidParameterException'],
    [{ ScheduleExpression: 'cron(0 22 * * ? *)', Duration: '3h' }, 'InvalidParameterException'],
    [{ ScheduleExpression: 'rate(4 hours)', Duration: '5h' }, 'InvalidParameterException'],
    [{ AutomaticallyAfterDays: 30, Duration: '0h' }, 'InvalidParameterException'],
    [{ ScheduleExpression: 'cron(0 8,20 * * ? *)' }, 'NotSupportedByStandIn'],
    [{ ScheduleExpression: 'cron(0 8 L * ? *)' }, 'NotSupportedByStandIn'],
    [{ ScheduleExpression: 'cron(0 8 ? * SUN#1 *)' }, 'NotSupportedByStandIn'],
    [{ ScheduleExpression: 'cron(0 8 ? * ? *)' }, 'InvalidParameterException'],
    [{ Duration: '2h' }, 'NotSupportedByStandIn'],
  ])('%j is refused with %s, and nothing is configured', (RotationRules, code) => {
    const world = standIn();
    expect(() => world.rotate(SECOND_TOKEN, { RotationRules })).toThrow(expect.objectContaining({ code }));
    expect(world.truth().rotation).toBeUndefined();
    expect(world.labels()).toEqual({ AWSCURRENT: FIRST });
  });
});

describe('A scheduled rotation', () => {
  it('starts in window after window, each under a token of its own', async () => {
    const world = standIn();
    world.rotate(SECOND_TOKEN);
    await world.clock.advance(95 * DAY);
    expect(starts(world)).toEqual(['2027-01-15T10:30Z', '2027-02-14T00:00Z', '2027-03-16T00:00Z', '2027-04-15T00:00Z']);
    expect(new Set(world.events.map((event) => event.ClientRequestToken)).size).toBe(4);
    expect(world.manager.call('DescribeSecret', { SecretId: NAME })).toMatchObject({
      LastRotatedDate: Date.parse('2027-04-15T00:00:00Z') / 1000,
      NextRotationDate: Date.parse('2027-05-15T23:59:59Z') / 1000,
    });
  });

  it('counts from a value that was put by hand', async () => {
    const world = standIn();
    world.rotate(SECOND_TOKEN);
    await world.clock.advance(20 * DAY);
    world.manager.call('PutSecretValue', { SecretId: NAME, SecretString: 'by hand' });
    await world.clock.advance(35 * DAY);
    expect(starts(world)).toEqual(['2027-01-15T10:30Z', '2027-03-06T00:00Z']);
  });

  it.each([
    ['CancelRotateSecret', {}],
    ['DeleteSecret', {}],
    ['DeleteSecret', { ForceDeleteWithoutRecovery: true }],
  ])('does not start after %s %j', async (action, more) => {
    const world = standIn();
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    world.manager.call(action, { SecretId: NAME, ...more });
    await world.clock.advance(365 * DAY);
    expect(starts(world)).toEqual(['2027-01-15T10:30Z']);
  });

  it('counts from the success of the last one, not from when that was asked for', async () => {
    const world = standIn({ startDelayMs: 14 * HOUR });
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    expect(iso(world.truth().rotation?.window?.start)).toBe('2027-02-15T00:00Z');
  });

  it('does not come of a rotation that ends well in a secret deleted meanwhile', async () => {
    const world = standIn();
    world.manager.onChange(({ action }) => {
      if (action === 'UpdateSecretVersionStage') world.manager.call('DeleteSecret', { SecretId: NAME });
    });
    world.rotate(SECOND_TOKEN, { RotationRules: { AutomaticallyAfterDays: 5 } });
    await world.clock.advance(20 * DAY);
    expect(world.truth().holding('AWSCURRENT')?.id).toBe(SECOND_TOKEN);
    expect(world.events).toHaveLength(4);
  });

  it('starts again after the secret was restored', async () => {
    const world = standIn();
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    world.manager.call('DeleteSecret', { SecretId: NAME });
    await world.clock.advance(10 * DAY);
    world.manager.call('RestoreSecret', { SecretId: NAME });
    await world.clock.advance(30 * DAY);
    expect(starts(world)).toEqual(['2027-01-15T10:30Z', '2027-02-14T00:00Z']);
  });

  it.each([
    ['resume-same-token' as const, [FIRST, SECOND_TOKEN]],
    ['skip' as const, [FIRST]],
  ])('that finds an unfinished one does as told: %s', async (unfinishedRotation, currents) => {
    const world = standIn({ unfinishedRotation, retries: 0 });
    world.meanwhile = () => {
      if (world.clock.now() < START + 20 * DAY) throw new Error('not yet');
    };
    world.rotate(SECOND_TOKEN);
    await world.clock.advance(10 * DAY);
    const before = world.truth().holding('AWSCURRENT')?.id;
    await world.clock.advance(25 * DAY);
    expect([...new Set([before, world.truth().holding('AWSCURRENT')?.id])]).toEqual(currents);
  });

  it('is tried again only until its window closes', async () => {
    const world = standIn({ retries: 100, spacingMs: 20 * MINUTE });
    world.rotate(SECOND_TOKEN, { RotationRules: { AutomaticallyAfterDays: 30, Duration: '1h' } });
    await world.manager.rotationSettled(NAME);
    world.meanwhile = () => {
      throw new Error('never');
    };
    await world.clock.advanceTo(Date.parse('2027-02-14T00:00:00Z') + 5 * HOUR);
    expect(starts(world).slice(1)).toEqual([
      '2027-02-14T00:00Z',
      '2027-02-14T00:20Z',
      '2027-02-14T00:40Z',
      '2027-02-14T01:00Z',
    ]);
  });
});
