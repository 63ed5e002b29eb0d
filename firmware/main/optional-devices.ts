import type { TrainConfig } from '../config/train-config.ts'
import { UsageError } from '../usage-error.ts'

/** What of a train stands or falls with a device; undefined when nothing does. */
const userOf = (config: TrainConfig, device: string): string | undefined => {
  if (config.devices[device]?.class === 'power') return 'the transmit permit'
  for (const [name, { modem, secondModem, pointer, secondPointer, rfSwitch }] of Object.entries(config.terminals))
    if ([modem, secondModem, pointer, secondPointer, rfSwitch].includes(device)) return `terminal ${name}`
  for (const [name, link] of Object.entries(config.links))
    if (('cellular' in link && link.cellular === device) || ('starlink' in link && link.starlink === device))
      return `link ${name}`
  return undefined
}

/** Throws UsageError for a device that the train does not have, or that something else of it needs. */
export const checkWithout = (without: readonly string[], config: TrainConfig): void => {
  const optional = Object.keys(config.devices).filter((device) => userOf(config, device) === undefined)
  for (const device of without) {
    if (!Object.hasOwn(config.devices, device))
      throw new UsageError(
        `--without "${device.slice(0, 40)}": no such device; a ride can go without ${optional.join(', ')}`,
      )
    const user = userOf(config, device)
    if (user !== undefined)
      throw new UsageError(`--without ${device}: ${user} needs it; a ride can go without ${optional.join(', ')}`)
  }
}

/** The train without some of its devices, that nothing else of it needs. */
export const withoutDevices = (config: TrainConfig, without: readonly string[]): TrainConfig => ({
  ...config,
  devices: Object.fromEntries(Object.entries(config.devices).filter(([name]) => !without.includes(name))),
})
