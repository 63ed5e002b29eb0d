import { writeFileSync } from 'node:fs'
import type { TunnelLab } from '../../system/tunnel-lab.ts'

/** RFC 5880: a session is down when three in a row are missed. */
const BFD = 'min rx interval 100 ms; min tx interval 100 ms; multiplier 3;'

interface End {
  /** Where its routes lead. */
  destination: string
  /** Inside the tunnels of the links, the best first. */
  gateways: readonly string[]
  /** Kernel's table; absent: the main one. */
  table?: number
}

const configText = ({ destination, gateways, table }: End): string =>
  [
    `router id ${gateways[0]};`,
    'protocol device {}',
    `protocol bfd { interface "*" { ${BFD} }; }`,
    ...gateways.map(
      (gateway, index) =>
        `protocol static { ipv4 { preference ${210 - index}; }; route ${destination} via ${gateway} bfd; }`,
    ),
    `protocol kernel { ipv4 { export all; import none; }; ${table === undefined ? '' : `kernel table ${table};`} }`,
    '',
  ].join('\n')

/** Starts bird2 on a node of the lab; it goes on until the lab is closed. */
export const startBird = (lab: TunnelLab, node: string, end: End): void => {
  const file = lab.path(`bird-${node}.conf`)
  writeFileSync(file, configText(end))
  lab.start(node, '/usr/sbin/bird', '-f', '-c', file, '-s', lab.path(`bird-${node}.ctl`))
}
