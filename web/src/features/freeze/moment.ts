// A freeze is judged by milliseconds, so its times are shown with them.

const format = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  timeZoneName: "short",
});

/** "23 Nov, 09:07:12.045 GMT+1", in the browser's zone: an operator belongs to no workspace. */
export const formatMoment = (at: string): string => format.format(new Date(at));
