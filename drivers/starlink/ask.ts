import type { RpcChannel } from '../../hal/rpc.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { type DishRequest, type DishResponse, decodeResponse, encodeRequest, HANDLE } from './messages.ts'

/** What asking has carried. */
export interface AskCounters {
  rxBytes: number
  rxFrames: number
  rxDiscardedBytes: number
  timeouts: number
}

/** Asks one terminal; rejects with TerminalError as `RpcChannel.call` does, and with `device-garbled` for an answer to something else. */
export type Ask = <K extends keyof DishResponse>(
  request: DishRequest,
  answer: K,
  timeoutMs: number,
) => Promise<NonNullable<DishResponse[K]>>

const garbled = (): TerminalError =>
  new TerminalError({
    code: 'device-garbled',
    device: 'starlink',
    retry: 'backoff',
    message: 'its answer cannot be read, or answers something else',
  })

const refused = ({ code = 0, message = '' }: NonNullable<DishResponse['status']>): TerminalError =>
  new TerminalError({
    code: 'device-refused',
    device: 'starlink',
    retry: 'backoff',
    message: `it refused (${code} ${message.slice(0, 80)})`,
  })

/** Asking over a channel, counted. */
export const asking = (channel: RpcChannel, counters: AskCounters): Ask => {
  const call = async (request: DishRequest, timeoutMs: number): Promise<Uint8Array> => {
    try {
      return await channel.call(HANDLE, encodeRequest(request), timeoutMs)
    } catch (error) {
      if (error instanceof TerminalError && error.code === 'device-timeout') counters.timeouts++
      throw error
    }
  }
  return async (request, answer, timeoutMs) => {
    const bytes = await call(request, timeoutMs)
    counters.rxBytes += bytes.length
    const response = decodeResponse(bytes)
    if (response?.status?.code) throw refused(response.status)
    const found = response?.[answer]
    if (found === undefined || found === null) {
      counters.rxDiscardedBytes += bytes.length
      throw garbled()
    }
    counters.rxFrames++
    return found
  }
}
