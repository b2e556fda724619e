import { afterEach, inject } from 'vitest';
import { functionArn } from '../../../local/account.ts';
import { type CloudAssembly, readAssembly } from '../../../local/cloud-assembly/assembly.ts';
import { Deployment, type DeploymentOptions } from '../../../local/cloud-assembly/deployment.ts';
import { InvariantWatch } from '../../../local/invariants.ts';
import {
  addAccount,
  keysInState,
  rotateSecret,
  type Subject,
  writeCredentials,
  writeSecrets,
} from '../../../local/subject.ts';
import { leaks } from '../../support/canary.ts';
import { KnownSecrets } from '../../support/known-secrets.ts';

const open = new Set<Deployment>();
afterEach(async () => {
  await Promise.all([...open].map((each) => each.close()));
  open.clear();
});

/** The assembly that `cdk synth` wrote for these tests. */
export function synthesised(): Promise<CloudAssembly> {
  return readAssembly(inject('assembly'));
}

/** One user of a deployment, watched from the beginning; `afterEach` ends it. */
export class DeployedUser {
  readonly deployment: Deployment;
  readonly subject: Subject;
  readonly watch: InvariantWatch;
  readonly #known: KnownSecrets;

  private constructor(deployment: Deployment) {
    this.deployment = deployment;
    this.subject = addAccount(deployment.stack);
    this.watch = new InvariantWatch(deployment.stack, this.subject);
    this.#known = new KnownSecrets(deployment.stack, this.subject);
  }

  /** An account at emnify that nobody has enrolled yet. */
  static async of(assembly: CloudAssembly, options: DeploymentOptions = {}): Promise<DeployedUser> {
    const deployment = await Deployment.of(assembly, options);
    open.add(deployment);
    return new DeployedUser(deployment);
  }

  /** Both secrets as an enrolment leaves them, under the key of the deployment. */
  writeSecrets(): void {
    writeSecrets(this.deployment.stack, this.subject, { kmsKeyId: this.deployment.arnOf('EncryptionKey/Key') });
  }

  /** The credentials alone, as an operator writes them before an enrolment. */
  writeCredentials(): void {
    const kmsKeyId = this.deployment.arnOf('EncryptionKey/Key');
    writeCredentials(this.deployment.stack, this.subject, { kmsKeyId });
  }

  /** Calls a function as an operator does, who waits for the answer. @throws Error with what it failed with */
  async call(name: string, request: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const { functions } = this.deployment.stack;
    const result = await functions.invoke(functionArn(`emnify-mfa-${name}`), { user: this.subject.user, ...request });
    if (result.ok) return result.payload;
    throw new Error(`${result.errorType}: ${result.errorMessage}`);
  }

  /** RotateSecret, and all that Secrets Manager does until it has given up or succeeded. */
  async rotate(): Promise<string> {
    const token = rotateSecret(this.deployment.stack, this.subject);
    await this.deployment.stack.secretsManager.rotationSettled(this.subject.keySecret);
    return token;
  }

  get secret() {
    const secret = this.deployment.stack.secretsManager.secret(this.subject.keySecret);
    if (secret === undefined) throw new Error('expected the key secret to exist');
    return secret;
  }

  keys(state: 'pending' | 'active' | 'deleted'): readonly number[] {
    return keysInState(this.deployment.stack, this.subject, state).map(({ id }) => id);
  }

  /** How many calls of this name reached a service. */
  calls(operation: string): number {
    return this.deployment.stack.script.calls.filter((call) => call.operation === operation).length;
  }

  /** What the role of a function was refused. */
  get denied(): readonly string[] {
    const denied = this.deployment.gate.decisions.filter(({ allowed }) => !allowed);
    return denied.map(({ caller, action, resource }) => `${caller}: ${action} on ${resource}`);
  }

  /** Secrets in anything that is shown; ends the processes, so that all they printed is there. */
  async leaks(): Promise<readonly unknown[]> {
    await this.deployment.closeProcesses();
    const { tags, attempts } = this.secret;
    return leaks({ printed: this.deployment.output, tags, attempts, asked: this.#known.asked }, this.#known.all());
  }
}
