import { ACCOUNT } from '../account.ts';
import { queryAnswer, queryForm, queryUnsupported } from '../query-protocol.ts';
import type { Service } from '../service.ts';

/** Whoever asks is the one operator of the embedded account. */
const OPERATOR_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/operator/local`;

const IDENTITY = `<Arn>${OPERATOR_ARN}</Arn><UserId>AROALOCAL:local</UserId><Account>${ACCOUNT}</Account>`;

/** The wire of STS: who the caller is. */
export function stsService(): Service {
  const actionOf = async (request: Request) => (await queryForm(request)).get('Action') ?? '';
  return {
    name: 'sts',
    operation: actionOf,
    date: () => undefined,
    handle: async (request) => {
      const action = await actionOf(request);
      return action === 'GetCallerIdentity' ? queryAnswer(action, IDENTITY) : queryUnsupported('STS', action);
    },
  };
}
