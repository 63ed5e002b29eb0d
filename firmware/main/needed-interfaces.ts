import type { LinuxNetworkConfig } from '../config/network-config.ts'
import type { TrainConfig } from '../config/train-config.ts'

/** An interface that a train's file takes for there, and the field that names it. */
interface NeededInterface {
  field: string
  interface: string
}

type Train = Pick<TrainConfig, 'links'>

/** A port of the controller's is there from boot on; a modem's interface comes with its modem, and may go with it. */
const ofLinks = ({ links }: Train, network: LinuxNetworkConfig): NeededInterface[] =>
  Object.entries(network.links).flatMap(([name, { interface: own }]) => {
    const link = links[name]
    return link && 'ethernet' in link ? [{ field: `network.links.${name}.interface`, interface: own }] : []
  })

const ofLans = ({ lans }: LinuxNetworkConfig): NeededInterface[] =>
  Object.entries(lans).map(([name, { vlan }]) =>
    vlan
      ? { field: `network.lans.${name}.vlan.parent`, interface: vlan.parent }
      : { field: `network.lans.${name}`, interface: name },
  )

const ofClasses = ({ classes, lans }: LinuxNetworkConfig): NeededInterface[] =>
  Object.entries(classes).flatMap(([name, { ingress }]) =>
    ingress
      .filter((own) => lans[own] === undefined)
      .map((own) => ({ field: `network.classes.${name}.ingress`, interface: own })),
  )

/** What a train's file names and the machine has not, a sentence each; VLANs of the file's own are made and need not be there. */
export const missingInterfaces = (
  train: Train,
  network: LinuxNetworkConfig,
  present: ReadonlySet<string>,
): string[] => {
  const made = new Set(Object.entries(network.lans).flatMap(([name, { vlan }]) => (vlan ? [name] : [])))
  return [...ofLinks(train, network), ...ofLans(network), ...ofClasses(network)]
    .filter((needed) => !present.has(needed.interface) && !made.has(needed.interface))
    .map((needed) => `${needed.field}: "${needed.interface}": there is no such interface`)
}
