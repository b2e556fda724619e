import type { VersionId } from '../../../functions/domain/identifiers.ts';
import type { SecretDescription, SecretStore, SecretText, SecretVersion } from '../../../functions/domain/ports.ts';
import { Secret } from '../../../functions/domain/secret.ts';
import { SecretMissing } from '../../../functions/domain/store-errors.ts';
import { Remote } from './remote.ts';

interface FakeVersion {
  readonly labels: Set<string>;
  text?: string;
  readonly createdAt: number;
}

/** One secret, open to a test that changes it by hand. */
export interface FakeSecret {
  readonly versions: Map<VersionId, FakeVersion>;
  readonly tags: Map<string, string>;
  facts: Partial<SecretDescription>;
}

/** Secrets Manager in memory, as the port describes it. */
export class FakeStore implements SecretStore {
  readonly remote = new Remote();
  readonly secrets = new Map<string, FakeSecret>();

  secret(name: string): FakeSecret {
    const secret = this.secrets.get(name);
    if (secret === undefined)
      throw new SecretMissing(`no secret ${name}`, 'DescribeSecret', 'ResourceNotFoundException');
    return secret;
  }

  /** The version that holds the label. */
  holder(name: string, label: string): VersionId | undefined {
    return [...this.secret(name).versions].find(([, { labels }]) => labels.has(label))?.[0];
  }

  describe(name: string): Promise<SecretDescription> {
    return this.remote.call('describe', name, () => {
      const { versions, tags, facts } = this.secret(name);
      const labelled = [...versions].filter(([, { labels }]) => labels.size > 0);
      return {
        arn: name,
        name,
        labels: new Map(labelled.map(([id, { labels }]) => [id, new Set(labels)])),
        tags: new Map(tags),
        rotationEnabled: true,
        awaitsDeletion: false,
        ...facts,
      };
    });
  }

  read(name: string, which: { versionId: VersionId } | { stage: string }): Promise<SecretVersion | undefined> {
    return this.remote.call('read', 'stage' in which ? which.stage : which.versionId, () => {
      const id = 'stage' in which ? this.holder(name, which.stage) : which.versionId;
      const version = id === undefined ? undefined : this.secret(name).versions.get(id);
      if (id === undefined || version?.text === undefined) return undefined;
      return { versionId: id, text: Secret.of(version.text), createdAt: version.createdAt };
    });
  }

  versionCreatedAt(name: string, id: VersionId): Promise<number | undefined> {
    return this.remote.call('versionCreatedAt', id, () => this.secret(name).versions.get(id)?.createdAt);
  }

  rotate(name: string): Promise<void> {
    return this.remote.call('rotate', name, () => undefined);
  }

  putPending(name: string, id: VersionId, text: SecretText): Promise<'stored' | 'taken'> {
    return this.remote.call('putPending', id, () => {
      const version = this.secret(name).versions.get(id);
      if (version === undefined || version.text !== undefined) return 'taken';
      version.text = text.reveal();
      return 'stored';
    });
  }

  moveCurrent(name: string, from: VersionId, to: VersionId): Promise<void> {
    return this.remote.call('moveCurrent', to, () => {
      const { versions } = this.secret(name);
      for (const { labels } of versions.values()) labels.delete('AWSPREVIOUS');
      versions.get(from)?.labels.delete('AWSCURRENT');
      versions.get(from)?.labels.add('AWSPREVIOUS');
      versions.get(to)?.labels.add('AWSCURRENT');
    });
  }

  removePending(name: string, id: VersionId): Promise<void> {
    return this.remote.call('removePending', id, () => {
      this.secret(name).versions.get(id)?.labels.delete('AWSPENDING');
    });
  }

  tag(name: string, tags: ReadonlyMap<string, string>): Promise<void> {
    return this.remote.call('tag', [...tags.keys()].join(' '), () => {
      for (const [key, value] of tags) this.secret(name).tags.set(key, value);
    });
  }

  untag(name: string, keys: readonly string[]): Promise<void> {
    return this.remote.call('untag', keys.join(' '), () => {
      for (const key of keys) this.secret(name).tags.delete(key);
    });
  }
}
