import { fileURLToPath } from 'node:url';
import { Duration } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, CfnFunction, type DurableConfig, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../../functions/shared/metric-names.ts';
import { bundling } from './bundling.ts';
import { type Deployment, functionArn, functionName } from './deployment.ts';
import { EncryptedLogGroup } from './encrypted-log-group.ts';

const { alias, ...options } = bundling;
const root = fileURLToPath(new URL('../..', import.meta.url));

export interface BundledFunctionProps {
  readonly deployment: Deployment;
  /** Folder under `functions/` whose `handler.ts` exports `handler`; the end of the function's name. */
  readonly folder: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
  /** What the function may do besides writing its log. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
  /** Whether it calls emnify, from the deployment's static address where there is one. */
  readonly callsEmnify: boolean;
  /** How long an execution may last and is remembered. Absent: an ordinary function, without checkpoints. */
  readonly durableConfig?: DurableConfig;
  /** Queue for what Lambda gave up, of a durable function, which has no destinations. Absent: none. */
  readonly deadLetterArn?: string;
}

/** Where the functions of one deployment publish their metrics: two deployments in an account are two namespaces. */
export function metricNamespace({ name }: Pick<Deployment, 'name'>): string {
  return `${METRIC_NAMESPACE}/${name}`;
}

/** A function of this project: its bundle, a role and an encrypted log group of its own. */
export class BundledFunction extends Construct {
  readonly function: NodejsFunction;
  readonly logGroup: LogGroup;
  readonly folder: string;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { deployment, folder } = props;
    this.folder = folder;
    const name = functionName(deployment, folder);
    const egress = props.callsEmnify ? deployment.staticEgress : undefined;

    this.logGroup = new EncryptedLogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${name}`,
      encryptionKey: deployment.encryptionKey,
      retention: deployment.configuration.logRetentionDays,
    }).logGroup;

    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Runs ${name}`,
      inlinePolicies: {
        ...props.policies,
        WriteLog: writeTo(this.logGroup),
        ...(egress && {
          KeepNetworkInterfaces: egress.keepNetworkInterfaces(this, functionArn(this, deployment, folder)),
        }),
      },
    });

    this.function = new NodejsFunction(this, 'Function', {
      functionName: name,
      description: props.description,
      entry: `${root}functions/${folder}/handler.ts`,
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(props.timeout),
      memorySize: 512,
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        ...props.environment,
        AWS_EMF_NAMESPACE: metricNamespace(deployment),
        NODE_OPTIONS: '--enable-source-maps',
      },
      bundling: {
        ...options,
        esbuildArgs: Object.fromEntries(Object.entries(alias).map(([name, path]) => [`--alias:${name}`, path])),
        mainFields: [...bundling.mainFields],
        format: OutputFormat.ESM,
        bundleAwsSDK: true,
      },
      ...(props.durableConfig && { durableConfig: props.durableConfig }),
    });
    const resource = this.function.node.defaultChild;
    // Through L1: through L2, both would add policies of CDK's own choice to the role.
    if (!(resource instanceof CfnFunction)) throw new Error(`expected ${name} to be made of a CfnFunction`);
    if (egress) resource.vpcConfig = egress.vpcConfig;
    if (props.deadLetterArn !== undefined) resource.deadLetterConfig = { targetArn: props.deadLetterArn };
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
