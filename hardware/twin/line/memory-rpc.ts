import type { Clock } from '../../../hal/clock.ts'
import type { RpcAnswer, RpcChannel, RpcRefusal } from '../../../hal/rpc.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import type { VirtualStarlink } from '../devices/starlink.ts'

const hopeless: readonly RpcRefusal[] = ['PERMISSION_DENIED', 'UNIMPLEMENTED']

/** Calls to a virtual device in memory, for accelerated rides: the same bodies as over its socket, at the same times. */
export const memoryRpc = (device: VirtualStarlink, clock: Clock): RpcChannel => {
  const inFlight = new Set<(error: TerminalError) => void>()
  const failure = (code: TerminalError['code'], message: string, retry: TerminalError['retry'] = 'backoff') =>
    new TerminalError({ code, device: device.name, retry, message })
  const refused = ({ refusal, message }: Exclude<RpcAnswer, { body: Uint8Array }>): TerminalError =>
    failure('device-refused', `it refused: ${refusal} ${message}`, hopeless.includes(refusal) ? 'never' : 'backoff')
  const call: RpcChannel['call'] = (_method, body, timeoutMs) =>
    new Promise((resolve, reject) => {
      if (!device.isPlugged()) return reject(failure('port-failed', 'no connection: its cable is out'))
      const end = (finish: () => void): void => {
        cancel()
        inFlight.delete(fail)
        finish()
      }
      const fail = (error: TerminalError): void => end(() => reject(error))
      const cancel = clock.after(timeoutMs, () => fail(failure('device-timeout', 'it did not answer')))
      inFlight.add(fail)
      device.handle(body.slice(), (answer) => {
        if (inFlight.has(fail)) end(() => settle(answer))
      })
      const settle = (answer: RpcAnswer): void => {
        if ('body' in answer) resolve(answer.body)
        else reject(refused(answer))
      }
    })
  return {
    call,
    close: () => {
      for (const fail of [...inFlight]) fail(failure('port-failed', 'the channel is closed'))
    },
  }
}
