import { createHash } from 'node:crypto';
import { keyIdOf } from '../../../local/subject.ts';
import type { Referee } from '../mutants/referee.ts';
import type { Simulation } from '../simulation/simulation.ts';

/** What operators and people in the portal do to the user, where it can be done. */
export class People {
  readonly #simulation: Simulation;
  readonly #referee: Referee;
  /** Keys that they made. */
  readonly own = new Set<number>();

  constructor(simulation: Simulation, referee: Referee) {
    this.#simulation = simulation;
    this.#referee = referee;
  }

  setHold(Value: 'operator' | 'none'): void {
    const { stack, subject } = this.#simulation;
    const tags = Value === 'none' ? ['hold', 'attempts'] : ['hold'];
    const Tags = tags.map((name) => ({ Key: `emnify-mfa:${name}`, Value }));
    stack.secretsManager.call('TagResource', { SecretId: subject.keySecret, Tags });
  }

  /** As the runbook allows: only to a key that is still active, and while nothing is pending. */
  async moveBack(): Promise<void> {
    const { stack, subject } = this.#simulation;
    const secret = stack.secretsManager.secret(subject.keySecret);
    const [from, to] = [secret?.labels.get('AWSCURRENT'), secret?.labels.get('AWSPREVIOUS')];
    const isPending = secret?.labels.has('AWSPENDING') === true && secret.labels.get('AWSPENDING') !== from;
    const previous = keyIdOf(secret?.holding('AWSPREVIOUS'));
    if (to === undefined || isPending || !this.#has(previous, 'active')) return;
    const move = {
      SecretId: subject.keySecret,
      VersionStage: 'AWSCURRENT',
      RemoveFromVersionId: from,
      MoveToVersionId: to,
    };
    await this.#referee.byOthers(() => stack.secretsManager.call('UpdateSecretVersionStage', move));
  }

  storeCredentials(): void {
    const { stack, subject } = this.#simulation;
    const { username, credentialsSecret } = subject;
    const credentials = {
      applicationToken: this.#portal.createToken(),
      username,
      password: createHash('sha1').update(this.#account.password).digest('hex'),
      passwordFormat: 'sha1',
    };
    stack.secretsManager.call('PutSecretValue', {
      SecretId: credentialsSecret,
      SecretString: JSON.stringify(credentials),
    });
  }

  /** Not excused: nobody may delete it within its first minute. */
  async startEnrolling(): Promise<void> {
    await this.#referee.unseen(() => this.own.add(this.#portal.addKey().id));
  }

  async finishEnrolling(): Promise<void> {
    const pending = [...this.own].find((id) => this.#has(id, 'pending'));
    if (pending !== undefined) await this.#referee.byOthers(() => this.#portal.activateKey(pending));
  }

  async deleteOwnKey(): Promise<void> {
    const key = [...this.own].find((id) => this.#has(id, 'active'));
    if (key !== undefined) await this.#referee.byOthers(() => this.#portal.deleteKey(key));
  }

  async deleteCurrentKey(): Promise<void> {
    const { stack, subject } = this.#simulation;
    const current = keyIdOf(stack.secretsManager.secret(subject.keySecret)?.holding('AWSCURRENT'));
    if (current === undefined || !this.#has(current, 'active')) return;
    await this.#referee.byOthers(() => this.#portal.deleteKey(current));
  }

  trustDevice(): void {
    this.#portal.addDevice();
  }

  changePassword(): void {
    this.#portal.changePassword(`changed at ${this.#simulation.stack.clock.now()}`);
  }

  revokeTokens(): void {
    for (const { token, revokedAt } of this.#account.applicationTokens) {
      if (revokedAt === undefined) this.#portal.revokeToken(token);
    }
  }

  #has(id: number | undefined, state: string): boolean {
    return this.#account.keys.some((key) => key.id === id && key.state === state);
  }

  get #account() {
    return this.#simulation.stack.emnify.user(this.#simulation.subject.username);
  }

  get #portal() {
    return this.#simulation.stack.emnify.portal(this.#simulation.subject.username);
  }
}
