import { trafficClasses } from '../domain/traffic-class.ts'
import { doubleMtuBytes, LEAST_MTU_BYTES, tunnelMtuBytes } from '../domain/tunnel-mtu.ts'
import type { TrainParts } from './readable-parts.ts'

/** The rest may be far too much to be paid for twice. */
const MAY_BE_DOUBLE: readonly string[] = ['emergency', 'operations']

const doubleOf = ({ network }: TrainParts) => (network?.kind === 'linux' ? network.tunnels?.double : undefined)

/** A class goes by both links or by neither, so both are of its list. */
const classMistakes = (config: TrainParts): string[] => {
  const pair = doubleOf(config)?.links
  return trafficClasses.flatMap((name) => {
    const terms = config.traffic[name]
    if (!terms?.double) return []
    const at = `traffic.${name}.double`
    if (!MAY_BE_DOUBLE.includes(name)) return [`${at}: only ${MAY_BE_DOUBLE.join(' and ')} may be sent on two links`]
    if (!pair) return [`${at}: network.tunnels.double does not say on which two links`]
    return pair
      .filter((link) => !terms.links.includes(link))
      .map((link) => `${at}: ${link} of network.tunnels.double is not among its links`)
  })
}

const tunnelMistakes = ({ network }: TrainParts): string[] => {
  if (network?.kind !== 'linux' || !network.tunnels?.double) return []
  const { links, double } = network.tunnels
  const unknown = double.links.filter((name) => !Object.hasOwn(links, name))
  const mtuBytes = doubleMtuBytes(tunnelMtuBytes(Object.values(links).map(({ outerMtuBytes }) => outerMtuBytes)))
  return [
    ...unknown.map((name) => `network.tunnels.double.links: "${name}": no such tunnel in network.tunnels.links`),
    ...(mtuBytes < LEAST_MTU_BYTES
      ? [`network.tunnels.double: the narrowest link leaves ${mtuBytes} bytes in it, and ${LEAST_MTU_BYTES} are needed`]
      : []),
  ]
}

/** What is wrong with classes that are sent on two links, and with the tunnel that does it. */
export const doubleMistakes = (config: TrainParts): string[] => [...classMistakes(config), ...tunnelMistakes(config)]
