/** In how many of the minutes that use the limit to the full it may be exceeded: with the call that is kept free, hardly ever. */
const RISK = 0.01;

/**
 * How many of the runs of two minutes, five minutes apart, count at once. Scheduler starts what is due in a minute at any second of it
 * (aws-platform.md, "60 s precision"): those of the earlier minute cease to count and those of the later one begin to in an order that
 * nobody knows. In the worst case all of them count together; as a rule far fewer. Where every order is as likely as any other,
 * C(n, leaving + surplus) of the C(n, coming) reach a surplus of comers (the reflection principle of random walks).
 * @returns the least count that is exceeded in at most a hundredth of all orders
 */
export function meeting(leaving: number, coming: number): number {
  // In the end all have come and gone, whatever the order.
  let surplus = Math.max(0, coming - leaving);
  for (let share = 1; ; surplus += 1) {
    share *= (coming - surplus) / (leaving + surplus + 1);
    if (share <= RISK) return leaving + surplus;
  }
}
