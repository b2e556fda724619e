/** What AWS leaves open, or does differently from day to day. Each is read when a schedule is written or planned next. */
export interface SchedulerSwitches {
  /** Milliseconds from the planned instant to the firing. AWS fires within 60 s of it; more is a late firing. */
  delay: number;
  /** How often each firing is delivered: delivery is at least once. */
  deliveries: 1 | 2;
  /** A one-time expression in the past: accepted in recordings of AWS, refused in some reports; whether it fires is not known. */
  pastAt: 'accepted' | 'accepted-and-fires' | 'refused';
  /** A rate without StartDate: the guide says that it starts immediately, which may mean one interval later. */
  firstRate: 'at-creation' | 'after-interval';
}

export const DEFAULT_SWITCHES: SchedulerSwitches = {
  delay: 0,
  deliveries: 1,
  pastAt: 'accepted',
  firstRate: 'at-creation',
};
