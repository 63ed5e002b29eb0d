import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Starter } from './timer-loop.ts'

/** 25 ms of every 100 ms, µs. */
const QUOTA_US = 25_000
const PERIOD_US = 100_000
const MOUNT = '/sys/fs/cgroup'

/** A control group of its own with a quarter of a core. */
export interface CpuLimit {
  /** What is started inside, and all its threads, have the limit from their first instruction. */
  start: Starter
  /** Periods of 100 ms in which the group ran, and those in which it used up its share. */
  periods(): { ran: number; throttled: number }
  /** When all that ran in it has ended. */
  close(): void
}

/** Where this process is, where groups can be made, and how the limit is written there. */
interface Hierarchy {
  home: string
  parent: string
  settings: readonly (readonly [file: string, value: string])[]
}

/** Of /proc/self/cgroup: version 1 names its controllers, version 2 has none in its line. */
export const hierarchyIn = (cgroups: string): Hierarchy => {
  const lines = cgroups.trim().split('\n')
  const all = lines.map((line) => line.split(':')).map(([, controllers = '', ...path]) => [controllers, path.join(':')])
  const [names, path] = all.find(([controllers]) => controllers?.split(',').includes('cpu')) ?? []
  if (names !== undefined && path !== undefined) {
    const home = join(MOUNT, names, path)
    const settings = [
      ['cpu.cfs_period_us', String(PERIOD_US)],
      ['cpu.cfs_quota_us', String(QUOTA_US)],
    ] as const
    return { home, parent: home, settings }
  }
  const unified = all.find(([controllers]) => controllers === '')?.[1] ?? '/'
  // Beside this process: in version 2 a group with processes has no limited groups below it.
  return {
    home: join(MOUNT, unified),
    parent: join(MOUNT, dirname(unified)),
    settings: [['cpu.max', `${QUOTA_US} ${PERIOD_US}`]],
  }
}

const statOf = (text: string, name: string): number =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN)

/** Throws the kernel's own error where this machine does not let us. */
export const cpuLimit = (name: string): CpuLimit => {
  const { home, parent, settings } = hierarchyIn(readFileSync('/proc/self/cgroup', 'utf8'))
  const group = join(parent, `steppelink-bench-${process.pid}-${name}`)
  const enter = (folder: string): void => writeFileSync(join(folder, 'cgroup.procs'), String(process.pid))
  const inside: Starter = (start) => {
    try {
      enter(group)
      return start()
    } finally {
      enter(home)
    }
  }
  mkdirSync(group)
  try {
    for (const [file, value] of settings) writeFileSync(join(group, file), value)
    inside(() => undefined) // whether we may
  } catch (error) {
    rmdirSync(group)
    throw error
  }
  return {
    start: inside,
    periods: () => {
      const stat = readFileSync(join(group, 'cpu.stat'), 'utf8')
      return { ran: statOf(stat, 'nr_periods'), throttled: statOf(stat, 'nr_throttled') }
    },
    close: () => rmdirSync(group),
  }
}
