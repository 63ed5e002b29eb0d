import { type PermitTold, remedyOf } from './permit-text.ts'

const secondsSince = (sinceMs: number | undefined, atMs: number): { forS?: number } =>
  sinceMs === undefined ? {} : { forS: Math.round(atMs - sinceMs) / 1000 }

/** Permits as data: durations in seconds in place of times of a clock that nobody else has, and a remedy where one is needed. */
export const permitData = (
  terminals: Readonly<Record<string, PermitTold>>,
  atMs: number,
): Readonly<Record<string, object>> =>
  Object.fromEntries(
    Object.entries(terminals).map(([name, { sinceMs, conditions, ...terminal }]) => [
      name,
      {
        ...terminal,
        ...secondsSince(sinceMs, atMs),
        conditions: conditions.map(({ sinceMs: stoodSinceMs, ...condition }) => ({
          ...condition,
          ...secondsSince(stoodSinceMs, atMs),
          ...(!condition.isMet && { remedy: remedyOf(condition.name, condition.value) }),
        })),
      },
    ]),
  )
