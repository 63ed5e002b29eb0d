import type { TrainConfig } from '../config/train-config.ts'

/** The most that each class is given on a link, kbit/s, for a desk, which has no kernel to shape it. */
export const ceilingsOf = ({ traffic }: Pick<TrainConfig, 'traffic'>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(traffic).flatMap(([name, { rateCeilingKbps }]) =>
      rateCeilingKbps === undefined ? [] : [[name, rateCeilingKbps]],
    ),
  )
