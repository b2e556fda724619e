import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundling } from './bundling.ts';
import type { EncryptionKey } from './encryption-key.ts';

const { alias, ...options } = bundling;
const root = fileURLToPath(new URL('../..', import.meta.url));

export interface BundledFunctionProps {
  /** Name in the account; no token, so that policies can name the function before it exists. */
  readonly functionName: string;
  /** Folder under `functions/` whose `handler.ts` exports `handler`. */
  readonly folder: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
  /** What the function may do besides writing its log. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
  readonly encryptionKey: EncryptionKey;
  readonly logRetention: RetentionDays;
}

/** A function of this project: its bundle, a role and an encrypted log group of its own. */
export class BundledFunction extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { functionName, folder, encryptionKey } = props;

    const logGroupName = `/aws/lambda/${functionName}`;
    encryptionKey.grantLogGroup(logGroupName);
    const logGroup = new LogGroup(this, 'LogGroup', {
      logGroupName,
      retention: props.logRetention,
      encryptionKey: encryptionKey.key,
      // A first deployment that fails leaves nothing behind that would stop the second.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });

    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Runs ${functionName}`,
      inlinePolicies: { ...props.policies, WriteLog: writeTo(logGroup) },
    });

    this.function = new NodejsFunction(this, 'Function', {
      functionName,
      description: props.description,
      entry: `${root}functions/${folder}/handler.ts`,
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(props.timeout),
      memorySize: 512,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        ...props.environment,
        NODE_OPTIONS: '--enable-source-maps',
      },
      bundling: {
        ...options,
        esbuildArgs: Object.fromEntries(Object.entries(alias).map(([name, path]) => [`--alias:${name}`, path])),
        mainFields: [...bundling.mainFields],
        format: OutputFormat.ESM,
        bundleAwsSDK: true,
      },
    });
  }
}

function writeTo(logGroup: LogGroup): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    ],
  });
}
