import { writeLog } from './common.ts';
import type { Privilege } from './privilege.ts';
import {
  CREDENTIALS_SECRETS,
  DEAD_LETTERS,
  functionNamed,
  KEY_SECRETS,
  ROTATED_AS_CONFIGURED,
  ROTATED_BY_US,
} from './resources.ts';

export const rotateFleet: readonly Privilege[] = [
  {
    actions: ['secretsmanager:ListSecrets'],
    on: ['*'],
    why: 'finds the enrolled users by the tag and prefix of their key secrets',
    everyResource: 'the action knows neither resources nor conditions; it shows names and tags, and no value',
  },
  {
    actions: ['secretsmanager:DescribeSecret', 'secretsmanager:ListSecretVersionIds'],
    on: [KEY_SECRETS],
    when: ROTATED_BY_US,
    why: 'looks at what came of each rotation, and how old a version is; it never sees a value',
  },
  {
    actions: ['secretsmanager:DescribeSecret'],
    on: [CREDENTIALS_SECRETS],
    why: 'a hold for refused credentials stands until they have another version',
  },
  {
    actions: ['secretsmanager:RotateSecret'],
    on: [KEY_SECRETS],
    when: ROTATED_AS_CONFIGURED,
    why: 'starts the rotation of each user; it can name neither another function nor another schedule',
  },
  {
    actions: ['lambda:InvokeFunction'],
    on: [functionNamed('rotate-key')],
    why: 'RotateSecret asks for it',
  },
  {
    actions: ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'],
    on: [`${functionNamed('rotate-fleet')}:*`],
    why: 'goes on where it was after each wait, and after a crash',
    usedBy: 'the durable execution SDK',
  },
  {
    actions: ['sqs:SendMessage'],
    on: [DEAD_LETTERS],
    why: 'runs that Lambda gave up are kept and raise an alarm',
    usedBy: "Lambda's asynchronous invocation, which sends to the dead-letter queue as the function",
  },
  writeLog('rotate-fleet'),
];
