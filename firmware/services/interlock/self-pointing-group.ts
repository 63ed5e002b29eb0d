import type { SelfPointingReport } from '../../../drivers/self-pointing/self-pointing.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { MediatedModem } from './mediated-modem.ts'

type Told = TopicMessage<'antennas'>['terminals'][string]

/** The antennas of a terminal that points itself. */
export interface SelfPointingGroup extends Pick<MediatedModem, 'standing' | 'onStanding'> {
  pointing: 'assisted' | 'self'
  /** Antennas whose place is an echo of ours: it is not told. */
  echoes?: ReadonlySet<string>
}

const placeOf = (
  { latDeg, lonDeg, heightM }: NonNullable<SelfPointingReport['position']>,
  atMs: MonotonicMs,
): NonNullable<Told['antennas'][string]['position']> => ({
  atMs,
  latDeg,
  lonDeg,
  ...(heightM !== undefined && { heightM }),
})

const toldOf = (report: SelfPointingReport | undefined, isWitness: boolean): Told['antennas'][string] => {
  const { isAlive = false, isFunctional = false, mayTransmit = false, position, positionAtMs } = report ?? {}
  const place = isWitness && position && positionAtMs !== undefined && placeOf(position, positionAtMs)
  return {
    isAlive,
    isFunctional,
    mayTransmit,
    ...(place && { position: place }),
  }
}

const groupOf = ({ pointing, standing, echoes }: SelfPointingGroup): Told => {
  const { antennas, rfSwitch, ...joined } = standing()
  const told = Object.entries(antennas).map(
    ([name, report]) => [name, toldOf(report, echoes?.has(name) !== true)] as const,
  )
  return { pointing, ...joined, antennas: Object.fromEntries(told), ...(rfSwitch && { rfSwitch }) }
}

/** What is told of all terminals that point themselves; undefined when there are none. */
export const antennasOf = (
  terminals: readonly { name: string; selfPointing?: SelfPointingGroup }[],
): Record<string, Told> | undefined => {
  const found = terminals.flatMap(({ name, selfPointing }) => (selfPointing ? [[name, groupOf(selfPointing)]] : []))
  return found.length > 0 ? Object.fromEntries(found) : undefined
}

/** Whether the antenna that has the modem says that it is on its satellite. */
export const isOnTarget = ({ standing }: Pick<SelfPointingGroup, 'standing'>): boolean => {
  const { antenna, antennas } = standing()
  return antenna !== undefined && antennas[antenna]?.mayTransmit === true
}
