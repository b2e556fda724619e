import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { Parameter } from './parameters.ts';
import type { Step } from './steps.ts';

/** A Systems Manager Automation document, as far as it differs from the others. */
export interface Definition {
  /** The end of the document's name, and the name of its page in `docs/runbooks/`. */
  readonly slug: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Carried out from the first one on. */
  readonly steps: readonly Step[];
  /** What its role may do. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
}

/** Where documents are defined. */
export interface Setting {
  /** What policies are made in. */
  readonly scope: Construct;
  readonly deployment: Deployment;
}
