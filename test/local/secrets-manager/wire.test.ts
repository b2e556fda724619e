import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultScript } from '../../../local/faults.ts';
import { secretsManagerService } from '../../../local/secrets-manager/service.ts';
import { endpoint, type Listening, listen } from '../../../local/service.ts';
import { sdkClient, sendCall, sendRaw } from './client.ts';
import { NAME, SECOND_TOKEN, standIn } from './stand-in.ts';

const { manager, clock, truth } = standIn();
const script = new FaultScript();
let server: Listening;

beforeAll(async () => {
  server = await listen(endpoint(secretsManagerService(manager), script, clock));
});

afterAll(() => server.close());

describe('Over the wire the stand-in', () => {
  it('refuses an action that it does not know, and names itself', async () => {
    const refused = { code: 'NotSupportedByStandIn', httpStatus: 400, message: expect.stringContaining('stand-in') };
    expect(await sendRaw(server.url, 'GetRandomPassword', {})).toEqual({ error: refused });
  });

  it('refuses what is not JSON, and any other path', async () => {
    const post = async (path: string) => {
      const headers = { 'x-amz-target': 'secretsmanager.ListSecrets' };
      const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: 'no JSON' });
      return [response.status, await response.json()];
    };
    expect(await post('/')).toEqual([400, expect.objectContaining({ __type: 'SerializationException' })]);
    expect(await post('/x')).toEqual([400, expect.objectContaining({ __type: 'UnknownOperationException' })]);
  });

  it('sends no Date: the SDK would take the clock of the stack for skew, and repeat every refused call', async () => {
    const { headers } = await fetch(server.url, { method: 'POST', body: '{}' });
    expect(headers.get('date')).toBeNull();
  });

  it('records each call by its action, and plays the faults of the script on it', async () => {
    const client = sdkClient(server.url);
    script.add({ service: 'secretsmanager', operation: 'PutSecretValue', nth: 1, fault: { kind: 'cut-after' } });
    const put = { SecretId: NAME, ClientRequestToken: SECOND_TOKEN, SecretString: 'two' };
    await expect(sendCall(client, 'PutSecretValue', put)).rejects.toThrow();
    expect(truth().holding('AWSCURRENT')?.id).toBe(SECOND_TOKEN);
    expect(await sendCall(client, 'PutSecretValue', put)).toMatchObject({ ok: { VersionId: SECOND_TOKEN } });
    expect(script.calls.slice(-2)).toMatchObject([
      { operation: 'PutSecretValue', fault: 'cut-after' },
      { operation: 'PutSecretValue', status: 200 },
    ]);
    client.destroy();
  });
});
