import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { networkFailed, SYSTEM_PATH } from '../network/tool.ts'

const DEADLINE_MS = 5_000

/**
 * Makes an interface with `wireguard-go`, which goes on by itself: it outlives this process, so that a restart drops nothing.
 * Rejects with `network-failed` when it cannot.
 */
export const startWireguardGo = async (interfaceName: string): Promise<void> => {
  const env = { PATH: SYSTEM_PATH, LOG_LEVEL: 'silent' }
  const child = spawn('wireguard-go', [interfaceName], { env, stdio: 'ignore', detached: true, timeout: DEADLINE_MS })
  const [status] = (await once(child, 'exit').catch((cause: unknown) => {
    throw networkFailed('wireguard-go cannot be started', cause)
  })) as [number | null]
  if (status !== 0) throw networkFailed(`wireguard-go could not make ${interfaceName} (exit status ${status})`)
}
