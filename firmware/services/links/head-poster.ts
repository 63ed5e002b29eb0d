import { auditHeadId } from '../../domain/audit-head.ts'
import { encodeEmergency } from '../../domain/emergency-message.ts'
import {
  type HeadPostEvent,
  type HeadPostState,
  headPostAtStart,
  isHeadDue,
  planHeadPost,
} from '../../plan/head-post.ts'
import type { ServiceContext } from '../service.ts'
import type { ShoreWays } from './emergency-desk.ts'

const LOOK_EVERY_MS = 10_000

interface HeadPosterOptions extends ServiceContext {
  /** Absent where nobody there, or nothing here, has to be told. */
  shore: ShoreWays | undefined
  carrying(): readonly string[]
}

/** Tells the shore where the audit log ends, so that nobody on the train can take back what is in it. */
export class HeadPoster {
  readonly #options: HeadPosterOptions
  readonly #end: () => void
  #state: HeadPostState = headPostAtStart
  #looking: Promise<void> | undefined

  constructor(options: HeadPosterOptions) {
    this.#options = options
    this.#end = options.clock.every(LOOK_EVERY_MS, () => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined
      })
    })
  }

  /** The shore keeps it. */
  onNoted(id: string): void {
    this.#plan({ kind: 'noted', id })
  }

  async close(): Promise<void> {
    this.#end()
    await this.#looking
  }

  async #look(): Promise<void> {
    const { shore, bus, clock, carrying } = this.#options
    const links = carrying().filter((link) => Object.hasOwn(shore?.doors ?? {}, link))
    if (!shore || !isHeadDue(this.#state, links, clock.nowMs())) return
    const answer = await bus.request('access.head', {})
    if (!answer.ok) return
    const head = answer.reply
    for (const { link } of this.#plan({ kind: 'look', id: auditHeadId(head), links })) {
      const door = shore.doors[link]
      if (door) void door.socket.send(encodeEmergency({ kind: 'head', head }, shore.mac), door.shore)
    }
  }

  #plan(event: HeadPostEvent) {
    const { state, actions } = planHeadPost(this.#state, event, this.#options.clock.nowMs())
    this.#state = state
    return actions
  }
}
