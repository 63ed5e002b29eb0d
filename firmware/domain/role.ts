/** What a person at the console may do, the least first: look; test and mend; calibrate and configure. */
export const roles = ['viewer', 'technician', 'engineer'] as const

export type Role = (typeof roles)[number]

/** Whether who has `held` may do what asks for `wanted`. */
export const mayAct = (held: Role, wanted: Role): boolean => roles.indexOf(held) >= roles.indexOf(wanted)
