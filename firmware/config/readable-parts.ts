import { z } from 'zod'
import { type TrainConfig, trainConfig } from './train-config.ts'

/** What names each other in a train, or names what is elsewhere. */
export type TrainParts = Pick<TrainConfig, 'devices' | 'terminals' | 'links' | 'traffic'> & {
  board?: TrainConfig['board'] | undefined
  route?: TrainConfig['route'] | undefined
  stow?: TrainConfig['stow'] | undefined
  gpio?: TrainConfig['gpio'] | undefined
  interlock?: TrainConfig['interlock'] | undefined
  network?: TrainConfig['network'] | undefined
  texts?: TrainConfig['texts'] | undefined
  emergency?: TrainConfig['emergency'] | undefined
  console?: TrainConfig['console'] | undefined
}

/** The parts of a mistaken configuration that are well by themselves. */
export interface Readable {
  parts: TrainParts
  /** Names of devices, terminals and links that are not: nothing is said of who refers to them. */
  unread: readonly string[]
}

const { devices, terminals, links, traffic, board, route, stow, gpio, interlock, network, texts, emergency, console } =
  trainConfig.shape
const trainParts = z.object({
  devices,
  terminals,
  links,
  traffic,
  board: board.optional().catch(undefined),
  route: route.catch(undefined),
  stow: stow.optional().catch(undefined),
  gpio: gpio.optional().catch(undefined),
  interlock: interlock.optional().catch(undefined),
  network: network.optional().catch(undefined),
  texts: texts.optional().catch(undefined),
  emergency: emergency.optional().catch(undefined),
  console: console.catch(undefined),
})

type Path = readonly PropertyKey[]

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const without = (value: unknown, paths: readonly Path[]): unknown => {
  const copy = structuredClone(value)
  for (const path of paths) {
    const last = path.at(-1)
    const owner = path
      .slice(0, -1)
      .reduce<unknown>((at, key) => (isObject(at) ? Reflect.get(at, key) : undefined), copy)
    if (last !== undefined && isObject(owner)) Reflect.deleteProperty(owner, last)
  }
  return copy
}

const namesIn = (value: unknown, section: 'devices' | 'terminals' | 'links'): string[] => {
  const found = isObject(value) ? Reflect.get(value, section) : undefined
  return isObject(found) ? Object.keys(found) : []
}

/** Takes out each mistaken setting, and where a device, terminal, link or class cannot be without it, that whole; nothing when a section itself is wrong. */
export const readableParts = (value: unknown, mistaken: readonly Path[]): Readable | undefined => {
  const pruned = without(value, mistaken)
  const first = trainParts.safeParse(pruned)
  const broken = first.error?.issues.map(({ path }) => path.slice(0, 2)) ?? []
  const { data } = first.success ? first : trainParts.safeParse(without(pruned, broken))
  if (!data) return undefined
  const unread = (['devices', 'terminals', 'links'] as const).flatMap((section) =>
    namesIn(value, section).filter((name) => !Object.hasOwn(data[section], name)),
  )
  return { parts: data, unread }
}
