import type { Group, Schedule } from './store.ts';

/** Dates are epoch seconds on the wire (REST JSON). Members that are undefined are left out by JSON. */
export function scheduleAnswer({ arn, definition, createdAt, modifiedAt }: Schedule): Record<string, unknown> {
  const { ClientToken: _, StartDate, EndDate, ...rest } = definition;
  return {
    Arn: arn,
    ...rest,
    StartDate: StartDate === undefined ? undefined : StartDate / 1000,
    EndDate: EndDate === undefined ? undefined : EndDate / 1000,
    CreationDate: createdAt / 1000,
    LastModificationDate: modifiedAt / 1000,
  };
}

/** An entry of ListSchedules: neither expression nor window, and of the target its ARN alone. */
export function scheduleSummary({ arn, definition, createdAt, modifiedAt }: Schedule): Record<string, unknown> {
  return {
    Arn: arn,
    Name: definition.Name,
    GroupName: definition.GroupName,
    State: definition.State,
    CreationDate: createdAt / 1000,
    LastModificationDate: modifiedAt / 1000,
    Target: { Arn: definition.Target.Arn },
  };
}

export function groupAnswer({ arn, name, createdAt }: Group): Record<string, unknown> {
  return {
    Arn: arn,
    Name: name,
    State: 'ACTIVE',
    CreationDate: createdAt / 1000,
    LastModificationDate: createdAt / 1000,
  };
}
