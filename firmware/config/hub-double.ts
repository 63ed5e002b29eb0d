import { z } from 'zod'
import { doubleMtuBytes, LEAST_MTU_BYTES } from '../domain/tunnel-mtu.ts'
import { interfaceName, port, publicKey, tunnelEnd, twoLinks } from './tunnel-parts.ts'

/** The other end of a train's tunnel whose datagrams are sent on two links. */
export const hubDouble = z.strictObject({
  ...tunnelEnd,
  interface: interfaceName.default('hub-double'),
  listenPort: port.default(51_899),
  trainPublicKey: publicKey,
  links: twoLinks,
})

interface DoubleOfHub {
  links: readonly string[]
  mtuBytes: number
  double?: z.infer<typeof hubDouble> | undefined
}

/** What is wrong with it beside the links of this hub. */
export const hubDoubleMistakes = ({ links, mtuBytes, double }: DoubleOfHub): string[] => {
  if (!double) return []
  const insideBytes = doubleMtuBytes(mtuBytes)
  return [
    ...double.links
      .filter((name) => !links.includes(name))
      .map((name) => `double.links: "${name}": no such tunnel; tunnels: ${links.join(', ')}`),
    ...(insideBytes < LEAST_MTU_BYTES
      ? [`double: mtuBytes ${mtuBytes} leaves ${insideBytes} in it, and ${LEAST_MTU_BYTES} are needed`]
      : []),
  ]
}
