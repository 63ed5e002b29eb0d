import type { TrainConfig } from '../../config/train-config.ts'
import type { Seen } from '../../plan/diagnose/seen.ts'

/** What the train's file lets passengers go by; nothing where it does not name them. */
export const policyOf = ({ traffic: { passenger } }: Pick<TrainConfig, 'traffic'>): Seen['policy'] =>
  passenger && { links: passenger.links, pin: passenger.pin, isFailing: passenger.fail === true }
