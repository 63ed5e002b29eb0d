import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { parse, stringify } from 'yaml'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { Desk } from './command.ts'
import { type LabProgram, TunnelLab } from './tunnel-lab.ts'

/** Services start, tunnels agree on keys and a modem registers within this, also on a busy machine. */
const WITHIN_MS = 90_000
/** Where the first tries go by a link that carries nothing, the next comes after five minutes. */
const ASHORE_WITHIN_MS = 420_000
const LINKS = ['oneweb', 'geo', 'lte']
/** It has no tunnel: what goes by it goes from its own address, in the open. */
const OPEN_LINK = 'geo'
const SHORE = '203.0.113.10:7171'

/** What tests of the kernel cannot do without; said by the test that misses it. */
const needLab = (t: ExecutionContext): void => {
  t.is(process.getuid?.(), 0, 'network namespaces need root: run this test as root')
  for (const tool of ['/usr/bin/wg', '/usr/bin/wireguard-go', '/usr/sbin/conntrack'])
    t.true(existsSync(tool), `${tool} is missing: deploy/dev/debian-packages.txt names its package`)
}

const only = (all: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(LINKS.map((link) => [link, all[link]]))

/** The twin's train, on the network and in the tunnels of the lab. */
const writeTrain = (desk: Desk, lab: TunnelLab): void => {
  const train = parse(readFileSync(desk.path('train', 'train.yaml'), 'utf8'))
  const { network } = JSON.parse(readFileSync(lab.path('train.json'), 'utf8'))
  const { [OPEN_LINK]: _, ...tunnelled } = only(network.tunnels.links)
  const { tunnel: __, ...open } = network.links[OPEN_LINK]
  const links = { ...only(network.links), [OPEN_LINK]: open }
  const inLab = { ...network, links, tunnels: { ...network.tunnels, links: tunnelled } }
  const emergency = { ...train.emergency, shore: { keyFile: network.tunnels.announcing.keyFile, address: SHORE } }
  writeFileSync(desk.path('train', 'lab.yaml'), stringify({ ...train, network: inLab, emergency }))
}

const startTrain = async (desk: Desk, lab: TunnelLab): Promise<LabProgram> => {
  const config = desk.path('train', 'lab.yaml')
  const command = `exec "$0" firmware/main.ts run --config "$1" --bus "$2" 2>&1`
  const run = lab.start('train', 'sh', '-c', command, process.execPath, config, desk.path('train', 'bus'))
  await saysLine(run, /^running: /)
  return run
}

/** The first line from now on that matches. */
const saysLine = async (program: LabProgram, wanted: RegExp): Promise<string> => {
  const endMs = systemClock.nowMs() + WITHIN_MS
  for (;;) {
    const line = await program.ask().catch((error: unknown) => {
      if (systemClock.nowMs() > endMs || !/no answer/.test(String(error))) throw error
      return ''
    })
    if (wanted.test(line)) return line
  }
}

/** Asks until the answer has this in it; the last answer. */
const saysOnce = async (desk: Desk, args: readonly string[], wanted: RegExp): Promise<string> => {
  const endMs = systemClock.nowMs() + WITHIN_MS
  for (;;) {
    const { stdout } = await desk.run(...args, '--bus', 'train/bus')
    if (wanted.test(stdout) || systemClock.nowMs() > endMs) return stdout
    await sleep(systemClock, 500)
  }
}

const askHub = (lab: TunnelLab, option: string): Promise<string> =>
  lab.on('hub', process.execPath, 'firmware/main.ts', 'hub', '--config', lab.path('hub.yaml'), option)

/** Where the train's audit log ended, as it told the shore; waits until it has. */
const endsAshore = async (lab: TunnelLab): Promise<string[]> => {
  const endMs = systemClock.nowMs() + ASHORE_WITHIN_MS
  for (;;) {
    const told = await askHub(lab, '--audit-heads')
    const ends = [...told.matchAll(/ by \S+: twin: audit log at (\d+:[0-9a-f]{64}), device key [0-9a-f]{16}/g)]
    if (ends.length > 0) return ends.map(([, end = '']) => end)
    if (systemClock.nowMs() > endMs) throw new Error(`the shore knows no end of the audit log: ${told}`)
    await sleep(systemClock, 1_000)
  }
}

test.serial(
  'an emergency outlives a killed train with every link cut, and reaches the shore once, by link and by text; so does the end of the audit log',
  async (t) => {
    t.timeout(900_000)
    needLab(t)
    const desk = new Desk(t)
    const twin = desk.serve('twin', 'train', '--link', 'train', '--route', 'astana-almaty')
    await twin.says(/train served in train/)
    const lab = await TunnelLab.open()
    t.teardown(() => lab.close())
    writeTrain(desk, lab)
    const hub = await lab.startHub()
    const first = await startTrain(desk, lab)
    for (const link of LINKS.filter((name) => name !== OPEN_LINK)) await lab.isThrough(link)
    await saysOnce(desk, ['modem', 'show'], /texts +yes/)

    for (const link of LINKS) await lab.rail('silent', link)
    const raised = await desk.run('emergency', 'raise', 'smoke in coach 5', '--by', 'Aigerim', '--bus', 'train/bus')
    t.is(raised.status, 0, raised.stderr)
    t.regex(raised.stdout, /^EMERGENCY twin: smoke in coach 5 \(Aigerim\); .*astana-almaty km \d/)
    t.regex(raised.stdout, /under way; it goes on until the shore has it/)
    t.notRegex(raised.stdout, /acknowledged/)
    const telephone = await saysOnce(desk, ['emergency', 'show'], /text to noc +delivered/)
    t.regex(telephone, /text to noc +delivered/)

    await first.kill()
    await lab.rail('restore', OPEN_LINK)
    await startTrain(desk, lab)
    t.regex(
      await saysLine(hub, /EMERGENCY/),
      /^hub: EMERGENCY twin: smoke in coach 5 \(Aigerim\); .*, by 203\.0\.113\.10:7171$/,
    )
    t.regex(await saysOnce(desk, ['emergency', 'show'], /THE SHORE HAS IT/), /link geo +acknowledged/)

    for (const link of LINKS) await lab.rail('restore', link)
    await lab.rail('silent', OPEN_LINK)
    const cancelled = await desk.run('emergency', 'cancel', '--by', 'Bolat', '--bus', 'train/bus')
    t.regex(cancelled.stdout, /^CANCELLED by Bolat: twin: smoke/)
    t.regex(await saysLine(hub, /CANCELLED/), /CANCELLED by Bolat: twin: smoke.*, by (oneweb|lte)$/)
    const kept = await askHub(lab, '--emergencies')
    t.deepEqual(
      kept
        .trim()
        .split('\n')
        .map((line) => / (EMERGENCY|CANCELLED) /.exec(line)?.[1]),
      ['EMERGENCY', 'CANCELLED'],
    )

    const ends = await endsAshore(lab)
    const verify = (end: string) => desk.run('audit', 'verify', 'train/state', '--head', end)
    const whole = await verify(ends.at(-1) ?? '')
    t.is(whole.status, 0, whole.stdout)
    t.regex(whole.stdout, /^\d+ entries \(1 to \d+\), 0 breaks in the chain, 1 of 1 ends are in it\n$/)
    const changed = await verify(`1:${'0'.repeat(64)}`)
    t.is(changed.status, 1)
    t.regex(changed.stdout, /^entry 1 is not the one that was told ashore\n/)
    const cut = await verify(`999:${'0'.repeat(64)}`)
    t.regex(cut.stdout, /^entry 999, which was told ashore, is not in it\n/)
  },
)
