/** What people may have a link tested by. */
export type LinkTest =
  | { do: 'ping'; host: string; count: number }
  | { do: 'trace'; host: string }
  | { do: 'speed'; isDown: boolean; bytes: number; port: number }

/** From where to where. */
export interface LinkTestEnds {
  /** The link's own address. */
  own: string
  /** Of the host: IPv4. */
  to: string
}

/** A name of the DNS (RFC 1123), or an IPv4 address: never what a program could take for an option. */
const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i
const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/

export const isHost = (text: string): boolean => HOST.test(text)
export const isAddress = (text: string): boolean => IPV4.test(text)

const HOPS_AT_MOST = 20
/** Headers and all of one echo, and of one probe of a trace. */
const ECHO_BYTES = 84
const PROBE_BYTES = 60

/** What a test costs at most, each way, bytes. */
export const costBytes = (test: LinkTest): number => {
  if (test.do === 'speed') return test.bytes
  return test.do === 'ping' ? test.count * ECHO_BYTES : HOPS_AT_MOST * PROBE_BYTES
}

/** How long it may take, ms. */
export const deadlineMs = (test: LinkTest): number => {
  if (test.do === 'speed') return 15_000
  return test.do === 'ping' ? test.count * 1_000 + 5_000 : 60_000
}

/** A program of the system's and its words. */
interface ToolRun {
  program: 'ping' | 'traceroute' | 'iperf3'
  args: readonly string[]
}

/** The program and its words. */
export const runOf = (test: LinkTest, { own, to }: LinkTestEnds): ToolRun => {
  switch (test.do) {
    case 'ping':
      return { program: 'ping', args: ['-n', '-c', String(test.count), '-i', '1', '-W', '2', '-I', own, '--', to] }
    case 'trace':
      return {
        program: 'traceroute',
        args: ['-n', '-q', '1', '-w', '2', '-m', String(HOPS_AT_MOST), '-s', own, '--', to],
      }
    case 'speed': {
      const where = ['-c', to, '-p', String(test.port), '-B', own]
      const how = ['-n', String(test.bytes), '-f', 'k', '-i', '1', '--forceflush', '--connect-timeout', '3000']
      return { program: 'iperf3', args: [...where, ...how, ...(test.isDown ? ['-R'] : [])] }
    }
  }
}

/** What a test measured; absent figures were not told. */
export interface Measured {
  sent?: number
  received?: number
  medianMs?: number
  hops?: number
  kbps?: number
}

const middle = (values: readonly number[]): number | undefined =>
  values.toSorted((one, other) => one - other)[values.length >> 1]

const pingMeasured = (lines: readonly string[]): Measured => {
  const times = lines.flatMap((line) => /time=([\d.]+) ms/.exec(line)?.[1] ?? []).map(Number)
  const [, sent, received] = /(\d+) packets transmitted, (\d+) received/.exec(lines.join('\n')) ?? []
  const medianMs = middle(times)
  return {
    ...(sent !== undefined && { sent: Number(sent), received: Number(received) }),
    ...(medianMs !== undefined && { medianMs }),
  }
}

const traceMeasured = (lines: readonly string[]): Measured => ({
  hops: lines.filter((line) => /^\s*\d+\s+\d+\.\d+\.\d+\.\d+/.test(line)).length,
})

/** Of whole seconds; where it ended by itself, what the receiving end counted. */
const speedMeasured = (lines: readonly string[]): Measured => {
  const rate = (line: string): number[] => {
    const found = /([\d.]+) Kbits\/sec/.exec(line)?.[1]
    return found === undefined ? [] : [Number(found)]
  }
  const [total] = lines.filter((line) => line.includes('receiver')).flatMap(rate)
  const kbps = total ?? middle(lines.flatMap(rate))
  return kbps === undefined ? {} : { kbps }
}

/** What the lines of a test's program come to. */
export const measuredOf = (test: LinkTest, lines: readonly string[]): Measured => {
  if (test.do === 'ping') return pingMeasured(lines)
  return test.do === 'trace' ? traceMeasured(lines) : speedMeasured(lines)
}

/** Chosen: enough to fill a link for some seconds, and little of a month; of a link that is paid by volume a fifth. */
const SPEED_BYTES = { free: 10_000_000, costly: 2_000_000 }

export const speedBytes = (isCostly: boolean): number => (isCostly ? SPEED_BYTES.costly : SPEED_BYTES.free)

/** Why a link's data budget does not allow a test, or undefined. */
export const overBudget = (
  link: string,
  bytes: number,
  { usedGb = 0, budgetGb }: { usedGb?: number | undefined; budgetGb?: number | undefined },
): string | undefined => {
  const wouldUseGb = usedGb + (2 * bytes) / 1e9
  if (budgetGb === undefined || wouldUseGb <= budgetGb) return undefined
  return `${link} has used ${usedGb.toFixed(2)} of its ${budgetGb} GB this month: no data is left for a test`
}
