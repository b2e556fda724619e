import { queryAnswer, queryError, queryForm, queryUnsupported } from '../query-protocol.ts';
import type { Service } from '../service.ts';

/** A subscription that somebody has confirmed, or not yet. */
export interface Subscription {
  readonly endpoint: string;
  readonly confirmed: boolean;
}

/** The topics of the embedded account by ARN, and the wire of SNS as far as their subscriptions are listed. */
export class Topics implements Service {
  readonly name = 'sns';
  readonly #topics = new Map<string, readonly Subscription[]>();

  define(arn: string, subscriptions: readonly Subscription[]): void {
    this.#topics.set(arn, subscriptions);
  }

  async operation(request: Request): Promise<string> {
    return (await queryForm(request)).get('Action') ?? '';
  }

  date(): undefined {
    return undefined;
  }

  async handle(request: Request): Promise<Response> {
    const form = await queryForm(request);
    const action = form.get('Action');
    if (action !== 'ListSubscriptionsByTopic' || form.has('NextToken')) return queryUnsupported('SNS', action);
    const arn = form.get('TopicArn') ?? '';
    const subscriptions = this.#topics.get(arn);
    if (subscriptions === undefined) return queryError(404, 'NotFound', 'Topic does not exist');
    const members = subscriptions.map((subscription, index) => memberOf(arn, subscription, index));
    return queryAnswer(action, `<Subscriptions>${members.join('')}</Subscriptions>`);
  }
}

/** A subscription that nobody has confirmed has no ARN but the word for that (SNS API reference). */
function memberOf(topic: string, { endpoint, confirmed }: Subscription, index: number): string {
  const arn = confirmed ? `${topic}:${index}` : 'PendingConfirmation';
  const facts = `<TopicArn>${topic}</TopicArn><Protocol>email</Protocol><Endpoint>${endpoint}</Endpoint>`;
  return `<member><SubscriptionArn>${arn}</SubscriptionArn>${facts}</member>`;
}
