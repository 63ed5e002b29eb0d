import { readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import type { EndingId, Symptom } from '../../firmware/plan/diagnose/steps.ts'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import type { RailTrain } from './rail-train.ts'
import { openTrain } from './rail-train-set-up.ts'
import type { LabProgram } from './tunnel-lab.ts'

const SERVER = '203.0.113.200'
/** Links are proved for 20 s, and the machine may be busy. */
const WITHIN_MS = 120_000

const LANS = `  resolvers: [${SERVER}]
  lans:
    lan-passenger: { address: { ipv4: 10.71.5.1/24 }, dhcp: { from: 10.71.5.10, to: 10.71.5.11 } }
    lan-paid: { address: { ipv4: 10.71.4.1/24 } }
    lan-cctv: { address: { ipv4: 10.71.3.1/24 } }
`

/** All its links are ports; passengers may go by two of them. */
const editFile = (rail: RailTrain, lans = LANS): void =>
  rail.edit(
    ['  dish: { class: starlink, driver: starlink-grpc, port: ', '  # '],
    ['  lte: { class: cellular, driver: at-lte, port: ', '  # '],
    ['devices:\n', 'devices: {}\n'],
    ['starlink: { starlink: dish }', 'starlink: { ethernet: starlink }'],
    ['lte: { cellular: lte, costPerGb: 1.5 }', 'lte: { ethernet: lte }'],
    [' passenger: [starlink, oneweb, lte]', ' passenger: [oneweb, lte]'],
    ['  tunnels:\n', `${lans}  tunnels:\n`],
  )

interface Told {
  ending?: { id: EndingId; values: Record<string, string | number> }
  said: string[]
}

interface LinksTold {
  links?: Record<string, { state: string; isRadioUp?: boolean }>
  routes?: Record<string, string>
}

/** The train's links service with a console on its node. */
class DiagnosedTrain {
  readonly rail: RailTrain
  readonly #t: ExecutionContext
  #program: LabProgram

  private constructor(t: ExecutionContext, rail: RailTrain, program: LabProgram) {
    this.#t = t
    this.rail = rail
    this.#program = program
  }

  static async start(t: ExecutionContext, rail: RailTrain): Promise<DiagnosedTrain> {
    const program = rail.script('train', 'diagnosing-train.ts', rail.path('train.yaml'))
    await program.ask()
    return new DiagnosedTrain(t, rail, program)
  }

  async restart(): Promise<void> {
    await this.#program.kill()
    this.#program = this.rail.script('train', 'diagnosing-train.ts', this.rail.path('train.yaml'))
    await this.#program.ask()
  }

  async ends(symptom: Symptom, id: EndingId, values: Record<string, string> = {}): Promise<void> {
    const told = JSON.parse(await this.#program.ask(symptom)) as Told
    this.#t.is(told.ending?.id, id, told.said.join('\n'))
    for (const [name, value] of Object.entries(values))
      this.#t.is(String(told.ending?.values[name]), value, told.said.join('\n'))
    this.#t.log(told.said.at(-1))
  }

  /** Until links are so. */
  async until(what: string, isSo: (told: LinksTold) => boolean): Promise<void> {
    const endMs = systemClock.nowMs() + WITHIN_MS
    for (;;) {
      const told = await this.#program.ask('links')
      if (isSo(JSON.parse(told) as LinksTold)) return
      if (systemClock.nowMs() > endMs) throw new Error(`not so in ${WITHIN_MS / 1000} s: ${what}: ${told}`)
      await sleep(systemClock, 300)
    }
  }
}

const stateOf =
  (state: string, ...names: string[]) =>
  ({ links = {} }: LinksTold): boolean =>
    names.every((name) => links[name]?.state === state)

/** Whether ports have a carrier, whatever comes back by them. */
const radioOf =
  (isRadioUp: boolean, ...names: string[]) =>
  ({ links = {} }: LinksTold): boolean =>
    names.every((name) => links[name]?.isRadioUp === isRadioUp && links[name].state === 'down')

const isRouted = ({ routes }: LinksTold): boolean => routes?.['passenger'] !== undefined

/** Prints nothing until its end. */
const talk = (rail: RailTrain, node: string, to: string): LabProgram => rail.start(node, 'ping', '-q', '-i', '0.5', to)

/** At once whenever it is there, as a program would that fights with ours. */
const again = (rail: RailTrain, command: string): LabProgram =>
  rail.start('train', 'sh', '-c', `while :; do ${command} 2>/dev/null; done`)

const LEASED = '#!/bin/sh\nexit 0\n'

const lease = async (rail: RailTrain): Promise<void> => {
  const script = rail.path('lease.sh')
  writeFileSync(script, LEASED, { mode: 0o755 })
  await rail.on('passenger', '/sbin/udhcpc', '-i', 'train', '-n', '-q', '-f', '-t', '10', '-T', '1', '-s', script)
}

test.serial('networks of coaches on a kernel: each fault ends with its sentence', async (t) => {
  t.timeout(400_000)
  const rail = await openTrain(t)
  editFile(rail, '')
  await rail.startHub()
  const train = await DiagnosedTrain.start(t, rail)
  const ends = (id: EndingId, values?: Record<string, string>) => train.ends('coach-dead', id, values)
  await train.until('links are told', ({ links }) => links !== undefined)
  await ends('lans-foreign')

  rail.edit(['  tunnels:\n', `${LANS}  tunnels:\n`])
  await train.restart()
  await train.until('passengers have a link', isRouted)

  talk(rail, 'cctv', '10.71.3.1')
  await ends('coaches-silent', { lan: 'lan-passenger, lan-paid' })
  talk(rail, 'passenger-paid', '10.71.4.1')
  await ends('coach-silent', { lan: 'lan-passenger', port: 'lan-passenger' })
  talk(rail, 'passenger', '10.71.5.1')
  await ends('nobody-asks', { lan: 'lan-passenger' })
  await lease(rail)
  await ends('coach-own', { link: 'oneweb' })
  await rail.on('passenger', 'ip', 'link', 'set', 'train', 'address', '02:00:00:00:00:77')
  await lease(rail)
  await ends('dhcp-full', { lan: 'lan-passenger', most: '2' })

  await rail.on('passenger-paid', 'ip', 'link', 'set', 'train', 'down')
  await ends('lan-cable-out', { port: 'lan-paid' })
  await rail.on('passenger-paid', 'ip', 'link', 'set', 'train', 'up')

  const dnsmasq = Number(readFileSync(rail.path('state', 'lan', 'lan-passenger', 'dnsmasq.pid'), 'utf8'))
  process.kill(dnsmasq, 'SIGSTOP')
  await ends('dhcp-dead', { lan: 'lan-passenger' })
  process.kill(dnsmasq, 'SIGCONT')

  const thief = again(rail, 'ip address del 10.71.4.1/24 dev lan-paid')
  await sleep(systemClock, 500)
  await ends('no-address', { lan: 'lan-paid' })
  await thief.kill()

  await rail.on('train', 'ip', 'link', 'del', 'lan-cctv')
  await ends('port-absent', { port: 'lan-cctv' })

  // A kernel without VLANs, or a program that takes them away.
  rail.edit(['    lan-cctv: { address', '    lan-cctv: { vlan: { parent: lan-maint, id: 30 }, address'])
  await train.restart()
  again(rail, 'ip link del lan-cctv')
  await sleep(systemClock, 500)
  await ends('vlan-absent', { lan: 'lan-cctv', port: 'lan-maint' })
})

/** A provider drops what goes there. */
const drop = (rail: RailTrain, link: string, what: string): Promise<string> =>
  rail.on(link, '/usr/sbin/nft', `add rule inet fault forward ${what} drop`)

test.serial('links on a kernel: tunnel, shore, provider and cable are told apart', async (t) => {
  t.timeout(500_000)
  const rail = await openTrain(t)
  editFile(rail)
  await rail.startHub()
  const train = await DiagnosedTrain.start(t, rail)
  const ends = (id: EndingId, values?: Record<string, string>) => train.ends('no-internet', id, values)
  await train.until('all links are up', stateOf('up', 'oneweb', 'starlink', 'geo', 'lte'))
  await train.until('passengers have a link', isRouted)
  await ends('internet-works', { link: 'oneweb' })

  await drop(rail, 'oneweb', `ip daddr ${SERVER}`)
  await ends('provider-silent', { link: 'oneweb', host: SERVER })
  await rail.rail('restore', 'oneweb')

  await rail.rail('cut', 'oneweb')
  await rail.rail('cut', 'lte')
  await train.until('passengers have no link', (told) => !isRouted(told))
  await ends('not-routed', { allowed: 'oneweb, lte' })

  for (const link of ['oneweb', 'lte']) {
    await drop(rail, link, 'udp dport 51820-51830')
    await rail.rail('exec', link, 'ip', 'link', 'set', 'train', 'up')
  }
  await train.until('ports are well, and nothing comes back', radioOf(true, 'oneweb', 'lte'))
  await ends('tunnel-down', { link: 'oneweb', host: SERVER })

  await rail.on('hub', 'ip', 'link', 'set', 'internet', 'down')
  await train.until('nothing carries', stateOf('down', 'oneweb', 'starlink', 'geo', 'lte'))
  await ends('shore-silent', { links: 'oneweb, lte' })

  for (const link of ['oneweb', 'lte']) await rail.rail('silent', link)
  await ends('provider-silent', { link: 'oneweb' })

  for (const link of ['oneweb', 'starlink', 'geo', 'lte']) await rail.rail('cut', link)
  await train.until('no port has a carrier', radioOf(false, 'oneweb', 'starlink', 'geo', 'lte'))
  await ends('cable-out', { link: 'oneweb', port: 'oneweb' })
})
