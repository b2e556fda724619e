import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { acknowledgeSecretForms } from '../secret-policies.ts';
import { Approval } from './approval.ts';
import { auditUser } from './audit-user.ts';
import type { Definition, Setting } from './definition.ts';
import { holdUser, releaseUser } from './holds.ts';
import { offboardUser } from './offboard-user.ts';
import { reconcileUser } from './reconcile-user.ts';
import { recoverRotation } from './recover-rotation.ts';
import { rotateFleet } from './rotate-fleet.ts';
import { rotateUser } from './rotate-user.ts';
import { Runbook } from './runbook.ts';

export interface RunbooksProps {
  readonly deployment: Deployment;
}

/** What operators run from Systems Manager. Documents that need approval are there where somebody is named who may approve. */
export class Runbooks extends Construct {
  readonly approval: Approval | undefined;

  constructor(scope: Construct, id: string, { deployment }: RunbooksProps) {
    super(scope, id);
    const { prefix, approvers } = deployment.configuration;
    this.approval = approvers && new Approval(this, 'Approval', { deployment, approvers });
    const setting: Setting = { scope: this, deployment };
    const definitions: readonly Definition[] = [
      ...[auditUser, reconcileUser, rotateUser, recoverRotation, holdUser, releaseUser].map((it) => it(setting)),
      ...(this.approval === undefined
        ? []
        : [rotateFleet(setting, this.approval), offboardUser(setting, this.approval)]),
    ];
    for (const definition of definitions) new Runbook(this, definition.slug, { deployment, definition });
    acknowledgeSecretForms(this, prefix, ['key']);
  }
}
