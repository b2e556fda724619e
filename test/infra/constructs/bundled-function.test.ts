import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bundle } from '../../../local/lambda/bundle.ts';
import { appWith, templateWith } from '../synthesise.ts';
import { attribute, folders, logGroup, policies } from '../template.ts';

const template = templateWith();

test('every folder with a handler is a function', async () => {
  const entries = await readdir(new URL('../../../functions', import.meta.url), { recursive: true });
  const withHandler = entries.flatMap((path) =>
    path.endsWith('/handler.ts') ? [path.replace('/handler.ts', '')] : [],
  );
  expect(folders(template)).toEqual(withHandler.toSorted());
});

describe.each(folders(template))('%s', (folder) => {
  test('runs on Node 24 and arm64 from an ESM bundle', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: `emnify-mfa-${folder}`,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 512,
    });
  });

  test('writes to its own log group', () => {
    expect(policies(template, folder).get('WriteLog')).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [logGroup(template, `/aws/lambda/emnify-mfa-${folder}`), 'Arn'] },
      },
    ]);
  });

  test('has a log that is kept for 400 days, encrypted, and is the one that it writes to', () => {
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: {
        LogGroupName: `/aws/lambda/emnify-mfa-${folder}`,
        RetentionInDays: 400,
        KmsKeyId: attribute(template, 'AWS::KMS::Key'),
      },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: `emnify-mfa-${folder}`,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: logGroup(template, `/aws/lambda/emnify-mfa-${folder}`) } },
    });
  });
});

test('the functions are deployed as, byte for byte, the bundles that the embedded stack runs', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'bundle-'));
  const assembly = appWith({}, { outdir: join(directory, 'cdk.out') }).synth();
  const assets = (await readdir(assembly.directory)).filter((asset) => asset.startsWith('asset.'));
  const deployed = await Promise.all(
    assets.map((asset) => readFile(join(assembly.directory, asset, 'index.mjs'), 'utf8')),
  );
  const embedded = await Promise.all(
    folders(template).map(async (folder) => {
      const entry = fileURLToPath(new URL(`../../../functions/${folder}/handler.ts`, import.meta.url));
      return readFile(await bundle(entry, join(directory, folder)), 'utf8');
    }),
  );
  expect(deployed.toSorted()).toEqual(embedded.toSorted());
  await rm(directory, { recursive: true });
});
