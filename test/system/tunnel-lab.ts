import { execFile, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { parse, stringify } from 'yaml'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { labTrain } from './lab-train.ts'
import { LineQueue } from './line-queue.ts'

const projectRoot = join(import.meta.dirname, '..', '..')
const railLab = join(projectRoot, 'deploy', 'dev', 'rail-lab')
const run = promisify(execFile)
const ANSWER_LIMIT_MS = 45_000

/** The number of a link in the lab, from 1. */
const numberOf = (link: string): number => Object.keys(labTrain.links).indexOf(link) + 1

/** The twin's train with the lab's links, for commands that read a whole one. */
const wholeTrain = (lab: object): string => {
  const twin = parse(readFileSync(join(projectRoot, 'hardware', 'trains', 'twin.yaml'), 'utf8')) as object
  const links = Object.keys(labTrain.links).map((name) => [name, { ethernet: name }])
  return stringify({ ...twin, ...lab, links: Object.fromEntries(links) })
}

const DOUBLE = {
  train: { links: ['starlink', 'lte'], address: { own: '10.72.99.2', peer: '10.72.99.1' } },
  hub: { links: ['starlink', 'lte'], address: { own: '10.72.99.1', peer: '10.72.99.2' } },
}

const doubleKeys = (privateKeyFile: string, hub: { publicKey: string }) => ({
  privateKeyFile,
  hubPublicKey: hub.publicKey,
})

/** A program on a node of the lab that is spoken to by lines. */
export interface LabProgram {
  /** Sends a line unless there is none to send, and resolves with the next line that it prints; rejects when there is none for 45 s. */
  ask(line?: string): Promise<string>
  tell(line: string): void
  /** Ends its stdin, and resolves with its last line once it has ended. */
  finish(): Promise<string>
  kill(): Promise<void>
}

export const labProgram = (program: string, args: readonly string[]): LabProgram => {
  const child = spawn(program, args, { cwd: projectRoot, stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2_000)
  })
  child.stdin.on('error', () => {})
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const lines = new LineQueue({
    clock: systemClock,
    limitMs: ANSWER_LIMIT_MS,
    missing: (why) => new Error(`${args.join(' ')}: ${why}; ${errors}`),
  })
  void ended.then(() => lines.end())
  let last = ''
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = line
    lines.push(line)
  })
  return {
    ask: (line) => {
      if (line !== undefined) child.stdin.write(`${line}\n`)
      return lines.next()
    },
    tell: (line) => void child.stdin.write(`${line}\n`),
    finish: async () => {
      child.stdin.end()
      await ended
      return last
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Whether a train sends its classes that ask for it on two links. */
export const isDoubled = async (train: LabProgram): Promise<boolean> =>
  (JSON.parse(await train.ask('"double?"')) as { isDoubled: boolean }).isDoubled

/** What is not in every lab. */
interface LabOptions {
  /** Operations are sent on two links, starlink and lte. */
  isDouble?: boolean
}

interface KeyPair {
  file: string
  publicKey: string
}

/** A lab of network namespaces with a tunnel by each link, its train and its hub; `close` leaves nothing of it. */
export class TunnelLab {
  readonly #name: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'tunnels-'))
  readonly #programs: LabProgram[] = []

  private constructor(name: string) {
    this.#name = name
  }

  /** Rejects, with nothing left, when it cannot be made. */
  static async open({ isDouble = false }: LabOptions = {}): Promise<TunnelLab> {
    const lab = new TunnelLab(`t${process.pid}`)
    try {
      await lab.rail('up')
      await lab.#writeFiles(isDouble)
      return lab
    } catch (error) {
      await lab.close()
      throw error
    }
  }

  /** `rail-lab COMMAND…`. */
  async rail(...args: string[]): Promise<string> {
    return (await run(railLab, ['--name', this.#name, ...args], { cwd: projectRoot })).stdout
  }

  /** A command on a node, to its end. */
  on(node: string, ...command: string[]): Promise<string> {
    return this.rail('exec', node, ...command)
  }

  start(node: string, ...command: string[]): LabProgram {
    const program = labProgram(railLab, ['--name', this.#name, 'exec', node, ...command])
    this.#programs.push(program)
    return program
  }

  script(node: string, file: string, ...args: string[]): LabProgram {
    return this.start(node, process.execPath, join('test', 'system', file), ...args)
  }

  /** Starts the real `steppelink hub`, and resolves when it runs. */
  async startHub(): Promise<LabProgram> {
    const hub = this.start(
      'hub',
      'sh',
      '-c',
      `exec "$0" firmware/main.ts hub --config "$1" 2>&1`,
      process.execPath,
      this.path('hub.yaml'),
    )
    const said = await hub.ask()
    if (!said.startsWith('hub: running')) throw new Error(said)
    return hub
  }

  /** The train's router with its tunnels; resolves when it has made or taken over what it needs. */
  async startTrain(): Promise<LabProgram & { routes: Record<string, string> }> {
    const train = this.script('train', 'tunnel-train.ts', this.path('train.json'))
    const { routes } = JSON.parse(await train.ask()) as { routes: Record<string, string> }
    return { ...train, routes }
  }

  /** Until both ends of a link's tunnel have agreed on keys; rejects after 15 s. */
  async isThrough(link: string): Promise<void> {
    const endMs = systemClock.nowMs() + ANSWER_LIMIT_MS
    while (/\t0\n/.test(await this.on('train', 'wg', 'show', this.trainInterface(link), 'latest-handshakes'))) {
      if (systemClock.nowMs() > endMs) throw new Error(`${link}: its tunnel does not come up`)
      await sleep(systemClock, 50)
    }
  }

  path(file: string): string {
    return join(this.#folder, file)
  }

  trainInterface(link: string): string {
    return `${this.#name}-${numberOf(link)}`
  }

  hubInterface(link: string): string {
    return `${this.#name}h${numberOf(link)}`
  }

  get trainDouble(): string {
    return `${this.#name}-d`
  }

  get hubDouble(): string {
    return `${this.#name}hd`
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#programs.map((program) => program.kill()))
    await this.rail('down')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #key(name: string): Promise<KeyPair> {
    const file = this.path(name)
    const { stdout } = await run('wg', ['genkey'])
    writeFileSync(file, stdout, { mode: 0o600 })
    chmodSync(file, 0o600)
    const publicKey = (await run('sh', ['-c', `wg pubkey < "$0"`, file])).stdout.trim()
    return { file, publicKey }
  }

  async #writeFiles(isDouble: boolean): Promise<void> {
    const announcing = { keyFile: (await this.#key('switch.key')).file }
    const train = await this.#key('train.key')
    const hub = await this.#key('hub.key')
    const links = Object.keys(labTrain.links).map((name) => ({ name, number: numberOf(name) }))
    const tunnels = {
      announcing,
      ...(isDouble && { double: { ...DOUBLE.train, ...doubleKeys(train.file, hub), interface: this.trainDouble } }),
      links: Object.fromEntries(
        links.map(({ name, number }) => [
          name,
          {
            privateKeyFile: train.file,
            hubPublicKey: hub.publicKey,
            endpoint: `203.0.113.10:${51_820 + number}`,
            address: { own: `10.72.${number}.2`, peer: `10.72.${number}.1` },
          },
        ]),
      ),
    }
    const kernelLinks = Object.fromEntries(
      Object.entries(labTrain.network.links).map(([name, link]) => [
        name,
        { ...link, tunnel: this.trainInterface(name) },
      ]),
    )
    const { operations } = labTrain.traffic
    const traffic = { ...labTrain.traffic, operations: { ...operations, ...(isDouble && { double: true }) } }
    const network = { ...labTrain.network, links: kernelLinks, tunnels }
    writeFileSync(this.path('train.yaml'), wholeTrain({ traffic, network }))
    writeFileSync(this.path('train.json'), JSON.stringify({ ...labTrain, traffic, network }))
    const ends = links.map(({ name, number }) => [
      name,
      {
        interface: this.hubInterface(name),
        listenPort: 51_820 + number,
        privateKeyFile: hub.file,
        trainPublicKey: train.publicKey,
        address: { own: `10.72.${number}.1`, peer: `10.72.${number}.2` },
      },
    ])
    const classes = {
      operations: { networks: ['10.71.2.0/24', 'fd71:0:0:2::/64'], rateFloorKbps: 256 },
      cctv: ['10.71.3.0/24'],
      passenger: ['10.71.5.0/24'],
    }
    const emergencies = {
      keyFile: announcing.keyFile,
      folder: this.path('emergencies'),
      listen: ['203.0.113.10:7171'],
    }
    const shared = { uplink: 'internet', mtuBytes: 1_420, announcing, emergencies, classes }
    const double = {
      ...DOUBLE.hub,
      privateKeyFile: hub.file,
      trainPublicKey: train.publicKey,
      interface: this.hubDouble,
    }
    const config = { ...shared, ...(isDouble && { double }), tunnels: Object.fromEntries(ends) }
    writeFileSync(this.path('hub.yaml'), stringify(config))
  }
}
