import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { networkFailed, SYSTEM_PATH } from '../network/tool.ts'

const DEADLINE_MS = 5_000
const REASON_WITHIN_MS = 2_000
const REASON_AT_MOST = 300
/** wireguard-go, ipc/uapi_unix.go. */
const SOCKETS = '/var/run/wireguard'

/** Lines of its log are `ERROR: (NAME) DATE TIME …`. */
const wordsOf = (log: string): string =>
  log
    .split('\n')
    .filter((line) => line.startsWith('ERROR: '))
    .map((line) => line.replace(/^ERROR: \(\S+\) (\S+ \S+ )?/, ''))
    .join('; ')
    .slice(0, REASON_AT_MOST)

/** What it says for itself. One that goes on by itself must not hold a pipe of ours, and so says nothing: it is asked in the foreground. */
const reasonOf = async (interfaceName: string): Promise<string> => {
  const env = { PATH: SYSTEM_PATH, LOG_LEVEL: 'error' }
  const child = spawn('wireguard-go', ['-f', interfaceName], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: REASON_WITHIN_MS,
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (log.length < 10_000) log += text
  })
  await once(child, 'close').catch(() => {})
  return wordsOf(log)
}

/**
 * Makes an interface with `wireguard-go`, which goes on by itself: it outlives this process, so that a restart drops nothing.
 * Rejects with `network-failed` and its own reason when it cannot.
 */
export const startWireguardGo = async (interfaceName: string): Promise<void> => {
  const env = { PATH: SYSTEM_PATH, LOG_LEVEL: 'silent' }
  const child = spawn('wireguard-go', [interfaceName], { env, stdio: 'ignore', detached: true, timeout: DEADLINE_MS })
  const [status] = (await once(child, 'exit').catch((cause: unknown) => {
    throw networkFailed('wireguard-go cannot be started', cause)
  })) as [number | null]
  if (status === 0) return
  const why = (await reasonOf(interfaceName)) || `exit status ${status}`
  throw networkFailed(`wireguard-go could not make ${interfaceName}: ${why}`)
}

const isListenedTo = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
    socket
      .once('connect', () => resolve(true))
      .once('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code !== 'ECONNREFUSED')
      })
    socket.once('connect', () => socket.destroy())
  })

/** Takes away the socket that a killed wireguard-go left; one that somebody listens to stays, as that of another network namespace. */
export const removeSpentSocket = async (interfaceName: string, folder = SOCKETS): Promise<void> => {
  const path = `${folder}/${interfaceName}.sock`
  if (!(await isListenedTo(path))) await rm(path, { force: true })
}
