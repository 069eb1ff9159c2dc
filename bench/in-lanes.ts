/** Does many things, so many at once. */

/** Calls `work` for every number below `count`, `atOnce` at a time. */
export const inLanes = async (
  count: number,
  atOnce: number,
  work: (number: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
};
