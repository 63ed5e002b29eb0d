declare const brand: unique symbol

/** Milliseconds of the machine's monotonic clock (CLOCK_MONOTONIC, or the simulated one): the same in every process of one machine. */
export type MonotonicMs = number & { readonly [brand]: 'monotonic' }

/** Milliseconds since 1970-01-01T00:00:00Z, without leap seconds. */
export type UtcMs = number & { readonly [brand]: 'utc' }

export const monotonicMs = (ms: number): MonotonicMs => ms as MonotonicMs
export const utcMs = (ms: number): UtcMs => ms as UtcMs

const DEG_PER_RAD = 180 / Math.PI
export const toRad = (deg: number): number => deg / DEG_PER_RAD
export const toDeg = (rad: number): number => rad * DEG_PER_RAD

/** An angle brought to 0 ≤ a < 360. */
export const wrap360Deg = (deg: number): number => ((deg % 360) + 360) % 360

/** An angle brought to −180 ≤ a < 180. */
export const wrap180Deg = (deg: number): number => wrap360Deg(deg + 180) - 180
