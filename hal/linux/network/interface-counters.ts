import { readFileSync } from 'node:fs'
import type { InterfaceCounts, ReadInterfaceCounters } from '../../interface-counters.ts'

/** Columns of /proc/net/dev (proc_net_dev(5)) after the name: 8 of what came, 8 of what went. */
const COLUMNS = 16

/** Reads the text of /proc/net/dev; lines that are no interface's are passed over. */
export const parseNetDev = (text: string): Map<string, InterfaceCounts> => {
  const found = new Map<string, InterfaceCounts>()
  for (const line of text.split('\n')) {
    const colon = line.lastIndexOf(':')
    if (colon < 0) continue
    const columns = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
      .map(Number)
    if (columns.length < COLUMNS || !columns.every((one) => Number.isSafeInteger(one) && one >= 0)) continue
    const [receivedBytes = 0, receivedPackets = 0] = columns
    const [sentBytes = 0, sentPackets = 0] = columns.slice(COLUMNS / 2)
    found.set(line.slice(0, colon).trim(), { receivedPackets, receivedBytes, sentPackets, sentBytes })
  }
  return found
}

/** One small file of the kernel's memory for all interfaces, of the network namespace of this process. */
export const readInterfaceCounters: ReadInterfaceCounters = () => {
  try {
    return parseNetDev(readFileSync('/proc/net/dev', 'latin1'))
  } catch {
    return new Map()
  }
}
