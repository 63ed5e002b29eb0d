import type { DatagramAddress, DatagramSocket } from '../../hal/datagram-socket.ts'
import { openDatagramSocket } from '../../hal/linux/datagram-socket.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { UsageError } from '../usage-error.ts'

/** Where a hub hears its train. Rejects with UsageError where somebody listens already: a second hub is the usual reason, and the kernel's word for it says so to nobody. */
export const openHubDoor = async (at: DatagramAddress): Promise<DatagramSocket> => {
  try {
    return await openDatagramSocket(at)
  } catch (cause) {
    if (!(cause instanceof TerminalError && cause.code === 'port-busy')) throw cause
    const where = `${at.host}:${at.port}`
    const what = 'another hub runs on this machine, or another program has its port; end that first'
    throw new UsageError(`${where}: somebody listens there: ${what}`, { cause })
  }
}
