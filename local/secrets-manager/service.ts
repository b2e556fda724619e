import { randomUUID } from 'node:crypto';
import type { Service } from '../service.ts';
import { SecretsManagerError } from './errors.ts';
import type { SecretsManager } from './secrets-manager.ts';

const TARGET_PREFIX = 'secretsmanager.';

/** The wire of Secrets Manager: AWS JSON 1.1, `POST /` with the action in X-Amz-Target. */
export function secretsManagerService(manager: SecretsManager): Service {
  const reply = (status: number, body: unknown) =>
    new Response(JSON.stringify(body), {
      status,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': randomUUID(),
      },
    });
  return {
    name: 'secretsmanager',
    operation: actionOf,
    // The SDK takes a Date far from the machine's for clock skew, and sends every refused call again.
    date: () => undefined,
    handle: async (request) => {
      try {
        return reply(200, manager.perform(actionOf(request), await bodyOf(request)));
      } catch (error) {
        if (!(error instanceof SecretsManagerError)) throw error;
        return reply(400, { __type: error.code, message: error.message });
      }
    },
  };
}

function actionOf(request: Request): string {
  const target = request.headers.get('x-amz-target') ?? '';
  return target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : target;
}

async function bodyOf(request: Request): Promise<unknown> {
  if (request.method !== 'POST' || new URL(request.url).pathname !== '/') {
    throw new SecretsManagerError('UnknownOperationException', 'Secrets Manager answers POST / only.');
  }
  try {
    return await request.json();
  } catch {
    throw new SecretsManagerError('SerializationException', 'The request body is not JSON.');
  }
}
