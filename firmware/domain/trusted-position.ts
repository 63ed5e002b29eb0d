/** Chosen: 1 km beside the train turns the look angle of a satellite 1,200 km away by 0.05°. */
const TRUSTED_WITHIN_M = 1_000

/** Whether a position is good enough to point and to transmit by; one that does not say how sure it is counts as a fix. */
export const isTrusted = ({ horizontal95M }: { horizontal95M?: number | undefined }): boolean =>
  horizontal95M === undefined || horizontal95M <= TRUSTED_WITHIN_M
