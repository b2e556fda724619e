import { join } from 'node:path';
import * as z from 'zod';
import { bundleFile } from '../../infra/constructs/bundling.ts';
import type { CloudAssembly } from './assembly.ts';
import type { Resolver } from './resolve.ts';
import { resourcesOfType } from './template.ts';

const FunctionProperties = z.object({
  FunctionName: z.string(),
  // The bootstrap runs this Node's `handler` of this file; another runtime would not be what is tested.
  Runtime: z.literal('nodejs24.x'),
  Handler: z.literal('index.handler'),
  Timeout: z.number(),
  Code: z.object({ S3Key: z.string() }),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
  DurableConfig: z.unknown().optional(),
});

const EventInvokeConfig = z.object({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(2),
  MaximumEventAgeInSeconds: z.number().default(21_600),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }) }).optional(),
});

/** A function as the template deploys it. */
export interface DeployedFunction {
  readonly name: string;
  /** Path of the bundle among the assets. */
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Whether it is a durable function, which Lambda runs again from checkpoints. */
  readonly durable: boolean;
}

/** @throws Error where a function's code is no asset of the assembly, or its runtime none that can be run here */
export function functionsOf({ template, assets }: CloudAssembly, resolver: Resolver): readonly DeployedFunction[] {
  return resourcesOfType(template, 'AWS::Lambda::Function').map(([logicalId, { Properties }]) => {
    const { FunctionName, Timeout, Code, Environment, DurableConfig } = FunctionProperties.parse(
      resolver.resolve(Properties),
    );
    const folder = assets.get(Code.S3Key);
    if (folder === undefined) throw new Error(`${logicalId}: the assembly has no asset ${Code.S3Key}`);
    return {
      name: FunctionName,
      bundle: join(folder, bundleFile),
      environment: Environment.Variables,
      timeoutMs: Timeout * 1000,
      durable: DurableConfig !== undefined,
    };
  });
}

/** What the template says about asynchronous invocations, by function name. */
export function asynchronousConfigurations({ template }: CloudAssembly, resolver: Resolver) {
  return resourcesOfType(template, 'AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) => {
    const { FunctionName, MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = EventInvokeConfig.parse(
      resolver.resolve(Properties),
    );
    const onFailure = DestinationConfig?.OnFailure.Destination;
    const configuration = {
      maximumRetryAttempts: MaximumRetryAttempts,
      maximumEventAgeInSeconds: MaximumEventAgeInSeconds,
      ...(onFailure === undefined ? {} : { onFailure }),
    };
    return { name: FunctionName, configuration };
  });
}
