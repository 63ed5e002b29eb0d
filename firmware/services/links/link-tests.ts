import type { Cancel } from '../../../hal/clock.ts'
import type { LinkTools } from '../../../hal/link-tools.ts'
import { type CommandHandler, type NoAnswer, refuse } from '../../bus/answer.ts'
import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import type { LinkTerms } from '../../plan/class-policy.ts'
import {
  costBytes,
  deadlineMs,
  isAddress,
  isHost,
  type LinkTest,
  measuredOf,
  overBudget,
  runOf,
  speedBytes,
} from '../../plan/link-test.ts'
import type { ServiceContext } from '../service.ts'

/** Whom speed is measured against, by link: its address, and ours that leads there. */
export type SpeedServer = (link: string) => { host: string; port: number; own?: string | undefined } | undefined

export interface LinkTestsOptions extends ServiceContext {
  /** Absent where the network is not the kernel's. */
  tools: LinkTools | undefined
  speedServer: SpeedServer
  terms(): Readonly<Record<string, LinkTerms>>
  /** Links, those that carry first. */
  links(): readonly string[]
}

const NO_KERNEL = 'links are tested where the kernel routes them: this network is only reported or the twin’s'
const LINES_AT_MOST = 200

interface Job {
  id: number
  link: string
  /** From where to where. */
  own: string
  address: string
  test: LinkTest
  lines: string[]
  ending: AbortController
  endDeadline: Cancel
  isDone: boolean
}

/** Tests of links that people ask for: one at a time, each with an end, within the link's data budget. */
export class LinkTests {
  readonly #options: LinkTestsOptions
  readonly #ends: readonly (() => void)[]
  #job: Job | undefined
  #lastId = 0
  #isStarting = false

  constructor(options: LinkTestsOptions) {
    const { bus } = options
    this.#options = options
    this.#ends = [
      bus.handle('links.test', (request) => this.#start(request)),
      bus.handle('links.job', (request) => this.#show(request)),
      bus.handle('links.stop', ({ job }) => {
        if (this.#job?.id === job) this.#job.ending.abort()
        return { ok: true, reply: {} }
      }),
    ]
  }

  async close(): Promise<void> {
    for (const end of this.#ends) end()
    this.#job?.ending.abort()
  }

  #start: CommandHandler<'links.test'> = async (request) => {
    if (this.#isStarting || (this.#job && !this.#job.isDone)) return refuse('another test runs: wait until it is over')
    this.#isStarting = true
    try {
      const job = await this.#make(request)
      if ('ok' in job) return job
      if (request.do === 'speed' && request.isTrial) job.endDeadline()
      else {
        this.#job = job
        void this.#run(job)
      }
      return { ok: true, reply: { job: job.id, link: job.link, address: job.address } }
    } finally {
      this.#isStarting = false
    }
  }

  async #make(request: CommandRequest<'links.test'>): Promise<Job | NoAnswer> {
    const { tools, links, terms, clock } = this.#options
    if (!tools) return refuse(NO_KERNEL)
    const link = request.link ?? links()[0]
    if (link === undefined || !links().includes(link))
      return refuse(`${link ?? 'no link'}: no such link; there are ${links().join(', ')}`)
    const server = request.do === 'speed' ? this.#options.speedServer(link) : undefined
    if (request.do === 'speed' && !server)
      return refuse(`no server to measure against by ${link}: network.speedtest of the train's file names one`)
    const test = this.#testOf(request, { link, port: server?.port ?? 0 })
    const own = server?.own ?? tools.ownAddress(link)
    if (own === undefined) return refuse(`${link} has no IPv4 address now: it is not connected`)
    const over = overBudget(link, costBytes(test), terms()[link] ?? {})
    if (over !== undefined) return refuse(over)
    const host = server?.host ?? ('host' in request ? request.host : '')
    if (!isHost(host)) return refuse(`"${host}" is neither a name nor an IPv4 address`)
    const address = isAddress(host) ? host : await tools.resolve(link, host)
    if (address === undefined)
      return refuse(`the name ${host} is not known by ${link}: ask for an address, such as 1.1.1.1`)
    this.#lastId += 1
    const ending = new AbortController()
    const endDeadline = clock.after(deadlineMs(test), () => ending.abort())
    return { id: this.#lastId, link, own, address, test, lines: [], ending, endDeadline, isDone: false }
  }

  #testOf(request: CommandRequest<'links.test'>, { link, port }: { link: string; port: number }): LinkTest {
    if (request.do !== 'speed') return request
    const isCostly = (this.#options.terms()[link]?.costPerGb ?? 0) > 0
    return { do: 'speed', isDown: request.isDown, bytes: speedBytes(isCostly), port }
  }

  async #run(job: Job): Promise<void> {
    const ends = { own: job.own, to: job.address }
    const code = await this.#options.tools?.run(
      runOf(job.test, ends),
      (line) => {
        if (line.trim() !== '' && job.lines.length < LINES_AT_MOST) job.lines.push(line)
      },
      job.ending.signal,
    )
    job.endDeadline()
    if (code === undefined && job.lines.length === 0) job.lines.push('its program could not be run, or was ended')
    job.isDone = true
  }

  #show: CommandHandler<'links.job'> = ({ job: id, fromLine }) => {
    const job = this.#job
    if (job?.id !== id) return refuse(`there is no test ${id} any more`)
    const reply: CommandReply<'links.job'> = {
      isDone: job.isDone,
      lines: job.lines.slice(fromLine),
      measured: measuredOf(job.test, job.lines),
    }
    return { ok: true, reply }
  }
}
