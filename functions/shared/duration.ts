const FORM = /^P(?:(?<days>\d{1,5})D)?(?:T(?:(?<hours>\d{1,5})H)?(?:(?<minutes>\d{1,5})M)?)?$/;

/** What `durationMs` reads, in words for an error message. */
export const DURATION_FORM = 'an ISO 8601 duration of days, hours and minutes such as PT24H, P2D or P1DT12H';

/** The milliseconds of a duration such as PT24H; NaN where the text is not of that form. A day is 24 hours. */
export function durationMs(text: string): number {
  const parts = FORM.exec(text)?.groups;
  if (parts === undefined || text.endsWith('T') || text === 'P') return Number.NaN;
  const { days = 0, hours = 0, minutes = 0 } = parts;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000;
}
