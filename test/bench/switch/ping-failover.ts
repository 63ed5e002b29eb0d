/**
 * As home routers fail over (OpenWrt's mwan3 and its like): each way is pinged once in 5 s, three misses in a row and it is down, three answers and it is
 * up; the first that is up gets the default route. `TABLE INTERFACE=ADDRESS…`, the best first; it goes on until it is killed.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { systemClock } from '../../../hal/linux/clock.ts'

const EVERY_MS = 5_000
const WAIT_S = 2
const IN_A_ROW = 3

interface Way {
  dev: string
  address: string
  isUp: boolean
  /** Answers in a row that speak against what it is taken for. */
  against: number
}

const run = promisify(execFile)
const [table = '', ...args] = process.argv.slice(2)
const ways: Way[] = args.map((arg) => {
  const [dev = '', address = ''] = arg.split('=')
  return { dev, address, isUp: true, against: 0 }
})

const answers = ({ dev, address }: Way): Promise<boolean> =>
  run('ping', ['-n', '-c', '1', '-W', String(WAIT_S), '-I', dev, address]).then(
    () => true,
    () => false,
  )

const look = async (way: Way): Promise<void> => {
  way.against = (await answers(way)) === way.isUp ? 0 : way.against + 1
  if (way.against < IN_A_ROW) return
  way.isUp = !way.isUp
  way.against = 0
}

const takeBest = async (): Promise<void> => {
  const best = ways.find(({ isUp }) => isUp)
  if (best) await run('ip', ['route', 'replace', 'default', 'dev', best.dev, 'table', table])
}

const round = async (): Promise<void> => {
  await Promise.all(ways.map(look))
  await takeBest()
}

await takeBest()
process.stdout.write('ready\n')
systemClock.every(EVERY_MS, () => void round())
