import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readText } from '../../firmware/main/linux-machine.ts'
import { planRide } from '../../firmware/main/ride/ride-plan.ts'
import { twinConfigFor, twinTrainFile } from '../../firmware/main/twin-config.ts'
import type { DeskLines } from '../../hal/desk/bench.ts'
import { serveDesk } from '../../hal/desk/server.ts'
import type { Level } from '../../hal/gpio.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openPty } from '../../hal/linux/pty.ts'
import type { Port } from '../../hal/port.ts'
import { servePty } from '../../hardware/twin/line/serve-pty.ts'
import type { NetworkOperator } from '../../hardware/twin/network-operator.ts'
import { makeTwinTrain } from '../../hardware/twin/train.ts'

/** Our command, as a process is started with it. */
export const program = join(import.meta.dirname, '..', '..', 'firmware', 'main.ts')

const ROUTE = 'astana-almaty'
const PERMIT_LINE = 'transmit-permit'

/** A twin train that this process serves on pseudo-terminals, so that bytes can be stamped where they reach a line. */
export interface TwinRig {
  /** Arguments of `run` for this train; `--service` is the caller's. */
  readonly runArgs: readonly string[]
  readonly busFolder: string
  readonly operator: NetworkOperator
  close(): Promise<void>
}

/** Stands between a line and its pseudo-terminal. */
export type Tap = (port: Port) => Port

/** Tells each edge of the permit line, as the power board sees it. */
const withPermitTap = (lines: DeskLines, onEdge: () => void): DeskLines => {
  let before: Level | undefined
  return {
    ...lines,
    writeOutput: (line, level, client) => {
      if (line === PERMIT_LINE && before !== undefined && level !== before) onEdge()
      if (line === PERMIT_LINE) before = level
      lines.writeOutput(line, level, client)
    },
  }
}

/** Serves a train that leaves Astana; `taps` by the name of the line, `onEdge` for each edge of the permit line. */
export const serveTwin = async (
  taps: Readonly<Record<string, Tap>> = {},
  onEdge: () => void = () => undefined,
): Promise<TwinRig> => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-bench-'))
  const plan = await planRide({ route: ROUTE, speed: 1, seed: 1 })
  const train = makeTwinTrain({ ...plan, clock: systemClock, chunking: 'uart' })
  await mkdir(join(folder, 'bus'), { mode: 0o700 })
  await writeFile(join(folder, 'elements.tle'), train.world.elementsTle)
  await writeFile(join(folder, 'train.yaml'), twinConfigFor(await readText(twinTrainFile), { folder }))
  train.start()
  const { network } = train
  const gpio = withPermitTap(train.gpio, onEdge)
  const desk = await serveDesk({ path: join(folder, 'desk.sock'), gpio, network, clock: systemClock })
  const ends: (() => void)[] = []
  for (const [name, line] of train.lines) {
    const tap = taps[name] ?? ((port: Port) => port)
    const openTapped = async (with_: { link: string }) => {
      const pty = await openPty(with_)
      return { port: tap(pty.port), hangup: pty.hangup }
    }
    const onError = (error: unknown): void => console.error(error)
    ends.push((await servePty({ line, link: join(folder, name), openPty: openTapped, onError })).close)
  }
  return {
    runArgs: ['run', '--config', join(folder, 'train.yaml'), '--bus', join(folder, 'bus'), '--wait'],
    busFolder: join(folder, 'bus'),
    operator: train.operator,
    close: async () => {
      for (const end of ends) end()
      await desk.close()
      train.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
