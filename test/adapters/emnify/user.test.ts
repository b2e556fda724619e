import { describe, expect, test } from 'vitest';
import { json, ScriptedEmnify, text } from './scripted-emnify.ts';

const USER = 'GET /api/v1/user/robot%2Bmfa%40example.com';

describe('user', () => {
  test('reads id, name and keys, dates as instants, whatever else is in it', async () => {
    const server = (await ScriptedEmnify.start()).on(
      USER,
      json(200, {
        id: 42,
        username: 'robot+mfa@example.com',
        name: 'Robot',
        roles: [{ id: 4 }],
        mfa: [
          {
            id: 717,
            status: { id: 1, description: 'Active' },
            type: { id: 0 },
            creation_date: '2026-11-01T08:00:00.000+0000',
            activation_date: '2026-11-01T09:00:30+01:00',
          },
          { id: 718, status: { id: 0 }, creation_date: '2026-11-02T08:00:00' },
        ],
      }),
    );

    expect(await server.account().user()).toEqual({
      id: 42,
      username: 'robot+mfa@example.com',
      keys: [
        {
          id: 717,
          status: 'active',
          createdAt: Date.parse('2026-11-01T08:00:00Z'),
          activatedAt: Date.parse('2026-11-01T08:00:30Z'),
        },
        { id: 718, status: 'pending', createdAt: Date.parse('2026-11-02T08:00:00Z') },
      ],
    });
  });

  test('takes ids that are written as floats', async () => {
    const body = '{"id":42.0,"mfa":[{"id":717.0,"status":{"id":1.0}}]}';
    const server = (await ScriptedEmnify.start()).on(USER, text(200, body));

    expect(await server.account().user()).toEqual({ id: 42, keys: [{ id: 717, status: 'active' }] });
  });

  test('leaves out what is not there, null or unreadable, and calls a status that no document names unknown', async () => {
    const server = (await ScriptedEmnify.start()).on(
      USER,
      json(200, {
        id: 42,
        username: null,
        mfa: [
          { id: 1 },
          { id: 2, status: null, creation_date: null },
          { id: 3, status: { id: 7 }, creation_date: 'hello 5', activation_date: '2026-13-45T00:00:00Z' },
          { id: 4, status: 'Active', creation_date: 1_700_000_000 },
          { id: 5, status: {} },
        ],
      }),
    );

    expect(await server.account().user()).toEqual({
      id: 42,
      keys: [
        { id: 1 },
        { id: 2 },
        { id: 3, status: 'unknown' },
        { id: 4, status: 'unknown' },
        { id: 5, status: 'unknown' },
      ],
    });
  });

  test('has no keys where the role does not see them, which is not the same as an empty list', async () => {
    const server = (await ScriptedEmnify.start()).on(
      USER,
      json(200, { id: 42 }),
      json(200, { id: 42, mfa: null }),
      json(200, { id: 42, mfa: [] }),
    );
    const account = server.account();

    expect(await account.user()).toEqual({ id: 42 });
    expect(await account.user()).toEqual({ id: 42 });
    expect(await account.user()).toEqual({ id: 42, keys: [] });
  });

  test.each([
    ['a list whose item has no whole id', { id: 42, mfa: [{ id: 1 }, { id: 717.5 }] }],
    ['a list whose item has no id', { id: 42, mfa: [{ status: { id: 1 } }] }],
    ['a list whose item is null', { id: 42, mfa: [null] }],
    ['a list that is none', { id: 42, mfa: {} }],
    ['no id', { username: 'x' }],
    ['an id as text', { id: '42' }],
    ['an array', []],
    ['null', null],
  ])('does not guess at %s', async (_, answer) => {
    const server = (await ScriptedEmnify.start()).on(USER, json(200, answer));

    await expect(server.account().user()).rejects.toMatchObject({ kind: 'unexpected-answer' });
  });

  test('encodes a user name so that it stays one segment of the path', async () => {
    const server = await ScriptedEmnify.start();
    const call = 'GET /api/v1/user/a%2F%3F%23%25%20%EF%BF%BD%24%26';
    server.on(call, json(200, { id: 1 }));

    await server.account({ username: 'a/?#% \ud800$&' }).user();

    expect(server.count(call)).toBe(1);
  });
});
