import { describe, expect, it } from 'vitest';
import { Secret } from '../../functions/domain/secret.ts';
import { parseCredentials, parseKeyValue } from '../../functions/domain/secret-values.ts';

const SHA1 = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3';
const CREDENTIALS = { applicationToken: 'token', username: 'robot', password: SHA1 };

const credentials = (json: unknown) => () => parseCredentials(Secret.of(JSON.stringify(json)), 'the credentials');
const key = (text: string) => () => parseKeyValue(Secret.of(text), 'the key');

describe('credentials that cannot be read', () => {
  it('are told with what was expected and how to mend them', () => {
    expect(credentials({ ...CREDENTIALS, password: 'hunter2' })).toThrow(
      'the credentials: password: expected the SHA-1 of the password, 40 hex digits, since passwordFormat is "sha1"; ' +
        'write it again with `emnify-mfa enroll`',
    );
  });

  it.each([`${SHA1}0`, `0${SHA1}`, SHA1.slice(1), `${SHA1.slice(1)}g`])('are such with the SHA-1 %s', (password) => {
    expect(credentials({ ...CREDENTIALS, password })).toThrow('40 hex digits');
  });

  it('are told by how many members are unexpected, never by their names', () => {
    expect(credentials({ ...CREDENTIALS, hunter2: 1, hunter3: 2 })).toThrow(/nothing else; unexpected: 2;/);
    expect(credentials({ ...CREDENTIALS, hunter2: 1 })).not.toThrow(/hunter2/);
  });

  it('are told as a whole where they are no object', () => {
    expect(credentials(7)).toThrow(/^the credentials: expected an object of applicationToken/);
  });
});

describe('a version of the key secret that cannot be read', () => {
  it('is told to be no JSON, without a word of it', () => {
    expect(key('hunter2')).toThrow(
      /^the key: expected a JSON object, and what is there is not JSON; only the rotation/,
    );
    expect(key('hunter2')).toThrow(/or enrol the user again$/);
    expect(key('hunter2')).not.toThrow(/hunter2/);
  });

  it.each(['null', '7', '"state"', '[]'])('as %s is told as a whole', (text) => {
    expect(key(text)).toThrow(/^the key: expected an object of userId, keyId/);
  });

  it('is told by the path of what is wrong in a mark of an enrolment', () => {
    expect(key('{"state":"enrolled","takeOver":[1,"2"]}')).toThrow(/^the key: takeOver\.1: expected a positive whole/);
  });
});
