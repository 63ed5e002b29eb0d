import type { AimWord } from '../../../hardware/twin/aim-score.ts'
import type { TopicMessage } from '../../bus/topics.ts'

/** Before its heading is known a train searches: that is no pointing. */
const SURE_DEG = 1

/** What the twin's score needs of the firmware's words on its aim. */
export const aimWords = (terminals: TopicMessage<'pointing'>['terminals']): Record<string, AimWord> =>
  Object.fromEntries(
    Object.entries(terminals).map(([name, { state, noradId, sigmaDeg, isSlewing, bias }]) => [
      name,
      {
        noradId,
        isAiming: state === 'aiming' && sigmaDeg !== undefined && sigmaDeg <= SURE_DEG,
        isSlewing: isSlewing === true,
        isBiasLearnt: bias?.isLearnt === true,
      },
    ]),
  )
