import { ListSubscriptionsByTopicCommand, type SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { callAws } from '../../functions/adapters/aws-call.ts';

const Page = z.object({
  Subscriptions: z.array(z.object({ SubscriptionArn: z.string().optional() })).default([]),
  NextToken: z.string().optional(),
});

/** How many subscriptions of a topic receive messages, and how many nobody has confirmed yet. @throws AwsError */
export async function countSubscriptions(
  client: SNSClient,
  topicArn: string,
): Promise<{ readonly confirmed: number; readonly pending: number }> {
  let [confirmed, pending] = [0, 0];
  let NextToken: string | undefined;
  do {
    const command = new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(NextToken && { NextToken }) });
    const answer = await callAws('ListSubscriptionsByTopic', { write: false }, command, (it) => client.send(it));
    const page = Page.parse(answer);
    for (const { SubscriptionArn } of page.Subscriptions) {
      // The API's word in the place of an ARN (SNS API reference, Subscription).
      if (SubscriptionArn === 'PendingConfirmation') pending += 1;
      else confirmed += 1;
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return { confirmed, pending };
}
