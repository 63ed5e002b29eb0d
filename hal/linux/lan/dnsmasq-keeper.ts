import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { type Clock, sleep } from '../../clock.ts'
import { makeFolders } from '../make-folder.ts'
import { networkFailed, runTool } from '../network/tool.ts'
import { replaceFile } from '../replace-file.ts'
import { dnsmasqConfig, pidFile, type ServedLan } from './dnsmasq-config.ts'

/** It ends at once, unless the machine has other work. */
const ENDS_WITHIN_MS = 3_000
const LOOK_EVERY_MS = 20
const CONFIG = /\/dnsmasq-[0-9a-f]{16}\.conf$/

interface Running {
  pid: number
  /** Of its configuration, whose name is that of its content. */
  config: string
}

const argumentsOf = async (pid: number): Promise<string[]> => {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return text.split('\0')
}

/** The server that an earlier start left running in this folder. */
export const findRunning = async (folder: string): Promise<Running | undefined> => {
  const pid = Number(await readFile(pidFile(folder), 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 1) return undefined
  // The number may be somebody else's by now.
  const config = (await argumentsOf(pid)).find((one) => one.startsWith(`--conf-file=${folder}/`) && CONFIG.test(one))
  return config === undefined ? undefined : { pid, config: config.slice('--conf-file='.length) }
}

const end = async ({ pid, config }: Running, clock: Clock): Promise<void> => {
  try {
    process.kill(pid, 'SIGTERM')
  } catch {
    return
  }
  const untilMs = clock.nowMs() + ENDS_WITHIN_MS
  while ((await argumentsOf(pid)).includes(`--conf-file=${config}`)) {
    if (clock.nowMs() > untilMs) throw networkFailed(`dnsmasq, process ${pid}, does not end`)
    await sleep(clock, LOOK_EVERY_MS)
  }
}

/** Ends the server of a folder, if one runs; whether one did. Rejects with `network-failed` when it does not end. */
export const endDnsmasq = async (folder: string, clock: Clock): Promise<boolean> => {
  const running = await findRunning(folder)
  if (running) await end(running, clock)
  return running !== undefined
}

/** Keeps one dnsmasq running with what is wanted. It outlives this process, so that a restart of ours leaves nobody without an address or a name. */
export class DnsmasqKeeper {
  readonly #folder: string
  readonly #text: string
  readonly #config: string
  readonly #clock: Clock
  /** Whether it ran when it was last looked after. */
  isKept = false

  constructor(served: ServedLan, clock: Clock) {
    this.#folder = served.folder
    this.#text = dnsmasqConfig(served)
    const name = createHash('sha256').update(this.#text).digest('hex').slice(0, 16)
    this.#config = `${served.folder}/dnsmasq-${name}.conf`
    this.#clock = clock
  }

  /** Whether it had to be started. Rejects with `network-failed`. */
  async keep(): Promise<boolean> {
    const running = await findRunning(this.#folder)
    if (running?.config === this.#config) {
      this.isKept = true
      return false
    }
    await this.#write()
    if (running) await end(running, this.#clock)
    await runTool('dnsmasq', [`--conf-file=${this.#config}`])
    this.isKept = true
    return true
  }

  async #write(): Promise<void> {
    try {
      await makeFolders(this.#folder, 0o700)
      const old = (await readdir(this.#folder)).map((name) => `${this.#folder}/${name}`)
      for (const path of old) if (CONFIG.test(path) && path !== this.#config) await rm(path)
      await replaceFile(this.#config, this.#text)
    } catch (cause) {
      throw networkFailed(`${this.#folder} cannot be written`, cause)
    }
  }
}
