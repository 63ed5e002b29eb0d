import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { startTold, type ToldProgram } from './told-program.ts'
import { type LabProgram, labProgram } from './tunnel-lab.ts'

const projectRoot = join(import.meta.dirname, '..', '..')
const railLab = join(projectRoot, 'deploy', 'dev', 'rail-lab')
const mainFile = join(projectRoot, 'firmware', 'main.ts')
const run = promisify(execFile)
const WITHIN_MS = 30_000
/** Numbers of routing tables, as docs/network.md has them. */
const CLASSES = ['emergency', 'operations', 'cctv', 'passenger-paid', 'passenger', 'maintenance']
const LINKS = ['oneweb', 'starlink', 'geo', 'lte']

/** A whole train in a lab: `run` on the twins of its modems, and the hub. `close` leaves nothing of it. */
export class RailTrain {
  readonly name: string
  readonly folder = mkdtempSync(join(tmpdir(), 'rail-'))
  readonly #programs: { end(): Promise<void> }[] = []

  private constructor(suffix: string) {
    this.name = `t${process.pid}${suffix}`
  }

  /** The lab and its files; rejects, with nothing left, when it cannot be made. */
  static async open(suffix = ''): Promise<RailTrain> {
    const train = new RailTrain(suffix)
    try {
      await train.rail('up')
      await train.rail('files', train.folder)
      return train
    } catch (error) {
      await train.close()
      throw error
    }
  }

  /** `rail-lab COMMAND…`. */
  async rail(...args: string[]): Promise<string> {
    return (await run(railLab, ['--name', this.name, ...args], { cwd: projectRoot })).stdout
  }

  /** A command on a node, to its end. */
  on(node: string, ...command: string[]): Promise<string> {
    return this.rail('exec', node, ...command)
  }

  /** A program on a node that is spoken to in lines. */
  start(node: string, ...command: string[]): LabProgram {
    const program = labProgram(railLab, ['--name', this.name, 'exec', node, ...command])
    this.#programs.push({ end: () => program.kill() })
    return program
  }

  /** A script of this folder on a node. */
  script(node: string, file: string, ...args: string[]): LabProgram {
    return this.start(node, process.execPath, join(import.meta.dirname, file), ...args)
  }

  /** Replaces words of the train's file, each of which must be there. */
  edit(...changes: readonly [from: string, to: string][]): void {
    const file = this.path('train.yaml')
    const text = changes.reduce(
      (before, [from, to]) => {
        if (!before.includes(from)) throw new Error(`train.yaml has no "${from}"`)
        return before.replace(from, () => to)
      },
      readFileSync(file, 'utf8'),
    )
    writeFileSync(file, text)
  }

  /** Serves the twins of its modems, with faults counted from now; `lte` may be served at another name, for who listens in. */
  async startModems({ starlink = [], lte = [], lteAt = 'lte' }: ModemFaults = {}): Promise<void> {
    const serve = (device: string, at: string, faults: readonly string[]) =>
      this.#tell(process.execPath, mainFile, 'twin', device, '--link', this.path(at), ...faults.flatMap(asFault))
    const modems = [serve('starlink', 'starlink', starlink), serve('lte', lteAt, lte)]
    await Promise.all(modems.map((modem) => modem.says(/ served at /)))
  }

  /** The real `steppelink hub` on its node. */
  async startHub(): Promise<ToldProgram> {
    const hub = this.#ours('hub', 'hub', '--config', this.path('hub.yaml'))
    await hub.says(/^hub: running/)
    return hub
  }

  /** The real `steppelink run` on the train's router; commands of a shell may go before it. */
  startRun(before: readonly string[] = []): ToldProgram {
    const args = ['run', '--verbose', '--config', this.path('train.yaml'), '--bus', this.path('bus')]
    if (before.length === 0) return this.#ours('train', ...args)
    const script = [...before, 'exec "$@"'].join(' && ')
    return this.#node('train', 'sh', '-c', script, 'sh', process.execPath, mainFile, ...args)
  }

  /** A command of ours on this train's bus; its stdout. */
  async ask(...args: string[]): Promise<string> {
    return (await run(process.execPath, [mainFile, ...args, '--bus', this.path('bus')], { cwd: projectRoot })).stdout
  }

  /** The exits of a class by the kernel's routes, of IPv4 and of IPv6: each the name of a link, or none. */
  async exitsOf(trafficClass: string): Promise<[string, string]> {
    const table = String(7_101 + CLASSES.indexOf(trafficClass))
    const exit = async (family: string): Promise<string> => {
      const text = await this.on('train', 'ip', family, 'route', 'show', 'table', table)
      const devices = [...text.matchAll(/^default dev (\S+) .*metric 100\b/gm)].map(([, device = '']) => device)
      return devices.map((device) => LINKS[Number(device.at(-1)) - 1] ?? device).join('+') || 'none'
    }
    return Promise.all([exit('-4'), exit('-6')])
  }

  /** Until the kernel routes a class over this link, both families; resolves with the instant at which that was seen. */
  async isRouted(trafficClass: string, link: string, withinMs = WITHIN_MS): Promise<number> {
    const endMs = systemClock.nowMs() + withinMs
    for (;;) {
      const exits = await this.exitsOf(trafficClass)
      if (exits.every((exit) => exit === link)) return systemClock.nowMs()
      if (systemClock.nowMs() > endMs) throw new Error(`${trafficClass} goes by ${exits}, and not by ${link}`)
      await sleep(systemClock, 50)
    }
  }

  /** Until both ends of a link's tunnel have agreed on keys. */
  async isThrough(link: string): Promise<void> {
    const device = `${this.name}-t${LINKS.indexOf(link) + 1}`
    const endMs = systemClock.nowMs() + WITHIN_MS
    while (/\t0\n/.test(await this.on('train', 'wg', 'show', device, 'latest-handshakes'))) {
      if (systemClock.nowMs() > endMs) throw new Error(`${link}: its tunnel does not come up`)
      await sleep(systemClock, 50)
    }
  }

  /** Ids of the processes on a node whose command line has these words. */
  async pidsOf(node: string, words: string): Promise<number[]> {
    const text = (await run('ip', ['netns', 'pids', `${this.name}-${node}`])).stdout
    const commandOf = (pid: string): string => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    }
    return text
      .split('\n')
      .filter((pid) => pid !== '' && commandOf(pid).includes(words))
      .map(Number)
  }

  path(...names: string[]): string {
    return join(this.folder, ...names)
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#programs.map((program) => program.end()))
    await this.rail('down')
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }

  #ours(node: string, ...args: string[]): ToldProgram {
    return this.#node(node, process.execPath, mainFile, ...args)
  }

  #node(node: string, ...command: string[]): ToldProgram {
    return this.#tell(railLab, '--name', this.name, 'exec', node, ...command)
  }

  #tell(program: string, ...args: string[]): ToldProgram {
    const told = startTold(program, args, projectRoot)
    this.#programs.push({ end: () => told.end('SIGKILL') })
    return told
  }
}

interface ModemFaults {
  /** As `--fault` takes them. */
  starlink?: readonly string[]
  lte?: readonly string[]
  lteAt?: string
}

const asFault = (fault: string): string[] => ['--fault', fault]
