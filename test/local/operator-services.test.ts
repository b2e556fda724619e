import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { ListSubscriptionsByTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedStack } from '../../local/stack.ts';

let stack: EmbeddedStack;

beforeAll(async () => {
  stack = await EmbeddedStack.start();
});

afterAll(() => stack.close());

describe('CloudWatch Logs', () => {
  const [logGroupName, logStreamName] = ['/emnify-mfa/audit', 'a'];
  const put = (message: string, timestamp: number) =>
    new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [{ timestamp, message }] });

  it('keeps lines in streams of groups that exist, and gives them back by time and term', async () => {
    const logs = new CloudWatchLogsClient(stack.clientConfig('logs'));
    const create = () => logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    await expect(create()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    stack.logs.create(logGroupName);
    await expect(logs.send(put('too early', 1))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    await logs.send(put('of alice', 2_000));
    await logs.send(put('of bob', 1_000));
    const found = async (input: { startTime?: number; filterPattern?: string; limit?: number }) => {
      const { events = [], nextToken } = await logs.send(new FilterLogEventsCommand({ logGroupName, ...input }));
      return { messages: events.map(({ message }) => message), nextToken };
    };
    expect((await found({})).messages).toEqual(['of bob', 'of alice']);
    expect((await found({ startTime: 1_500 })).messages).toEqual(['of alice']);
    expect((await found({ filterPattern: '"bob"' })).messages).toEqual(['of bob']);
    expect(await found({ limit: 1 })).toEqual({ messages: ['of bob'], nextToken: '1' });
  });

  it('refuses loudly what it does not know', async () => {
    const logs = new CloudWatchLogsClient(stack.clientConfig('logs'));
    await expect(logs.send(new DescribeLogGroupsCommand({}))).rejects.toMatchObject({ name: 'NotSupportedByStandIn' });
    const pattern = new FilterLogEventsCommand({ logGroupName, filterPattern: '{ $.user = "alice" }' });
    await expect(logs.send(pattern)).rejects.toMatchObject({ name: 'NotSupportedByStandIn' });
  });
});

it('STS says who the caller is, and refuses the rest', async () => {
  const sts = new STSClient(stack.clientConfig('sts'));
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '111122223333',
    Arn: 'arn:aws:sts::111122223333:assumed-role/operator/local',
  });
  await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({ name: 'NotSupportedByStandIn' });
});

it('SNS lists the subscriptions of a topic, confirmed or not, and refuses the rest', async () => {
  const sns = new SNSClient(stack.clientConfig('sns'));
  const TopicArn = 'arn:aws:sns:eu-central-1:111122223333:emnify-mfa-alarms';
  const list = () => sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  await expect(list()).rejects.toMatchObject({ name: 'NotFoundException' });
  stack.topics.define(TopicArn, [
    { endpoint: 'a@example.com', confirmed: true },
    { endpoint: 'b@example.com', confirmed: false },
  ]);
  const { Subscriptions = [] } = await list();
  expect(Subscriptions.map(({ SubscriptionArn }) => SubscriptionArn)).toEqual([`${TopicArn}:0`, 'PendingConfirmation']);
  await expect(sns.send(new ListTopicsCommand({}))).rejects.toMatchObject({ name: 'NotSupportedByStandIn' });
});
