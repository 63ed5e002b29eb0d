import { type Argument, after, choiceArgument, numberArgument } from '../argument.ts'
import { askService } from '../ask-service.ts'
import { type CommandContext, type ConsoleCommand, command, type Outcome } from '../command.ts'
import { type LinkJob, runLinkJob } from '../link-job.ts'

const host: Argument<string> = {
  label: 'HOST',
  help: 'link-test.host',
  range: '1..253',
  read: (text) =>
    /^[a-z0-9][a-z0-9.-]{0,252}$/i.test(text) ? { value: text } : { key: 'link-test.no-host', values: { text } },
}

const via = after('via', choiceArgument({ label: 'LINK', help: 'link-test.link', choices: ({ links }) => links }))
const count = after(
  'count',
  numberArgument({ label: 'N', help: 'link-test.count', unit: '', min: 1, max: 20, isWhole: true }),
)

const isJob = (done: LinkJob | Outcome): done is LinkJob => 'measured' in done

const percent = (sent: number, received: number): string =>
  sent > 0 ? (100 * (1 - received / sent)).toFixed(0) : '100'

const ping = async (
  context: CommandContext,
  to: string,
  { link, times }: { link: string | undefined; times: number },
): Promise<Outcome> => {
  const done = await runLinkJob(context, { do: 'ping', host: to, count: times, ...(link !== undefined && { link }) })
  if (!isJob(done)) return done
  const { sent = 0, received = 0, medianMs } = done.measured
  const values = { link: done.link, address: done.address, sent, received, percent: percent(sent, received) }
  const isBad = received === 0
  const ms = medianMs?.toFixed(0) ?? '?'
  return {
    lines: [context.text(isBad ? 'link-test.nobody' : 'link-test.pinged', { ...values, ms })],
    data: done,
    ...(isBad && { isBad }),
  }
}

const trace = async (context: CommandContext, to: string, link: string | undefined): Promise<Outcome> => {
  const done = await runLinkJob(context, { do: 'trace', host: to, ...(link !== undefined && { link }) })
  if (!isJob(done)) return done
  const { hops = 0 } = done.measured
  const hasArrived = done.lines.slice(1).some((line) => line.includes(done.address))
  return {
    lines: [
      context.text(hasArrived ? 'link-test.traced' : 'link-test.trace-ends', {
        link: done.link,
        address: done.address,
        hops,
      }),
    ],
    data: { ...done, hasArrived },
    ...(!hasArrived && { isBad: true }),
  }
}

const mbps = (kbps: number | undefined): string => (kbps === undefined ? '?' : (kbps / 1_000).toFixed(1))

/** From the shore, then towards it. */
const speedtest = async (context: CommandContext, link: string | undefined): Promise<Outcome> => {
  const { text, say } = context
  const asked = link === undefined ? {} : { link }
  say(text('link-test.down'))
  const down = await runLinkJob(context, { do: 'speed', isDown: true, ...asked })
  if (!isJob(down)) return down
  say(text('link-test.up'))
  const up = await runLinkJob(context, { do: 'speed', isDown: false, link: down.link })
  if (!isJob(up)) return up
  const isBad = down.measured.kbps === undefined || up.measured.kbps === undefined
  const values = { link: down.link, down: mbps(down.measured.kbps), up: mbps(up.measured.kbps) }
  return {
    lines: [text(isBad ? 'link-test.no-speed' : 'link-test.speed', values)],
    data: { down, up },
    ...(isBad && { isBad }),
  }
}

/** What a measurement would be refused for is said before anybody is asked for a yes. */
const foretellSpeed = (context: CommandContext, link: unknown): Promise<Outcome> => {
  const asked = typeof link === 'string' ? { link } : {}
  const trial = { do: 'speed', isDown: true, isTrial: true, ...asked } as const
  return askService(context, 'links.test', trial, () => ({ lines: [], data: null }))
}

const USUAL_COUNT = 5

/** Tests of links, carried out by the links service within the link's data budget. */
export const linkTestCommands: readonly ConsoleCommand[] = [
  command({
    words: ['ping'],
    arguments: { host, via, count },
    help: 'link-test.help-ping',
    role: 'technician',
    deadlineMs: 40_000,
    run: (context, values) => ping(context, values.host, { link: values.via, times: values.count ?? USUAL_COUNT }),
  }),
  command({
    words: ['trace'],
    arguments: { host, via },
    help: 'link-test.help-trace',
    role: 'technician',
    deadlineMs: 75_000,
    run: (context, values) => trace(context, values.host, values.via),
  }),
  command({
    words: ['speedtest'],
    arguments: { via },
    help: 'link-test.help-speedtest',
    role: 'technician',
    danger: 'link-test.danger',
    foretell: (context, values) => foretellSpeed(context, values['via']),
    deadlineMs: 60_000,
    run: (context, values) => speedtest(context, values.via),
  }),
]
