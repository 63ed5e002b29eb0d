import type { TrainTold } from '../plan/train-told.ts'
import type { TrainParts } from '../plan/troubles.ts'
import type { TrainConfig } from './train-config.ts'

/** What a train's file has that something can be wrong with. */
export const trainParts = ({
  traffic,
  devices,
  terminals,
}: Pick<TrainConfig, 'traffic' | 'devices' | 'terminals'>): TrainParts => ({
  trafficClasses: Object.keys(traffic),
  receivers: Object.entries(devices).flatMap(([name, device]) => (device.class === 'gnss' ? [name] : [])),
  modems: Object.fromEntries(Object.entries(terminals).map(([name, { modem }]) => [name, modem])),
})

type Topic = keyof TrainTold

/** The topics that tell whether a train of this file is well: no others are waited for. */
export const toldTopicsOf = ({ devices, terminals }: Pick<TrainConfig, 'devices' | 'terminals'>): Topic[] => {
  const classes = new Set<string>(Object.values(devices).map((device) => device.class))
  const hasTerminals = Object.keys(terminals).length > 0
  const asked: Readonly<Record<Topic, boolean>> = {
    links: true,
    transmit: hasTerminals,
    power: hasTerminals || classes.has('power'),
    fix: true,
    time: true,
    receivers: true,
    modems: hasTerminals,
    pointing: hasTerminals,
    antennas: classes.has('self-pointing'),
    cellular: classes.has('cellular'),
    vibration: classes.has('vibration'),
    starlink: classes.has('starlink'),
  }
  return (Object.keys(asked) as Topic[]).filter((topic) => asked[topic])
}
