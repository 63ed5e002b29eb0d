import { SocketBus } from '../../firmware/bus/socket-bus.ts'
import { servicesOf } from '../../firmware/config/services-of.ts'
import { nicenessOf } from '../../firmware/main/niceness.ts'
import { Orchestrator } from '../../firmware/main/orchestrator.ts'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { zmqTransport } from '../../hal/linux/zmq-transport.ts'
import type { Port } from '../../hal/port.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { matcher } from './line-stamps.ts'
import { program, serveTwin, type Tap } from './twin-rig.ts'

/** What is done to which process. */
export interface MuteCase {
  service: 'tracking' | 'interlock'
  signal: 'SIGSTOP' | 'SIGKILL'
}

/** How long after the signal each way of muting had taken hold; a modem that was told nothing is absent. */
export interface Muted {
  lineMs: number
  modemMs?: number
}

/** What ordered transmission off, and how long after its last byte each way of muting had taken hold. */
export type MutedByOrder = Required<Muted>

/** A train under way whose permit line and modem this process watches from outside. */
export interface MuteRig {
  /** Resolves when it transmits, has done so for a second, and the signal has been answered. Rejects when it never transmits. */
  mute(one: MuteCase): Promise<Muted>
  /** The same for a signed order by text message: counted from when its last byte was on the LTE modem's line. It is released again. */
  muteByOrder(): Promise<MutedByOrder>
  close(): Promise<void>
}

/** What one edge of the permit line permits, by the power board. */
const EDGE_HOLDS_MS = 80
const PERMITTED_FOR_MS = 1_000
const WATCH_MS = 400
/** A train leaves, finds its heading and its satellite within this, also after a process was killed. */
const TRANSMITS_WITHIN_MS = 180_000
const LOOK_EVERY_MS = 20
/** A modem that has just registered, a message on the air and one that waits before it. */
const TEXT_COMES_WITHIN_MS = 60_000
/** A busy machine mutes now and then on its own. */
const TRIES = 10

/** Notes when the last byte of a text message was written to the modem's line. */
const messageTap = (onMessage: (atMs: number) => void): Tap => {
  const look = matcher(/\+CMT: [^\r\n]*\r\n[0-9A-F]+\r\n/, () => onMessage(systemClock.nowMs()))
  return (port: Port): Port => ({
    write: (bytes, done) => {
      port.write(bytes, done)
      look(bytes)
    },
    onData: (handler) => port.onData(handler),
    onClose: (handler) => port.onClose(handler),
    close: () => port.close(),
  })
}

/** Notes when the antenna tells its modem that it may not transmit. */
const modemTap = (onMute: (atMs: number) => void): Tap => {
  const look = matcher(/(?:^|[\r\n])s [01] 0[^\r\n]*[\r\n]/, () => onMute(systemClock.nowMs()))
  return (port: Port): Port => ({
    write: (bytes, done) => port.write(bytes, done),
    onData: (handler) =>
      port.onData((bytes) => {
        look(bytes)
        handler(bytes)
      }),
    onClose: (handler) => port.onClose(handler),
    close: () => port.close(),
  })
}

const tooLate = (device: string, message: string): TerminalError =>
  new TerminalError({ code: 'device-timeout', device, retry: 'never', message })

/** Starts a train and its services, each a process of its own. */
export const muteRig = async (progress: (line: string) => void): Promise<MuteRig> => {
  let lastEdgeMs = Number.NEGATIVE_INFINITY
  let edgesSinceMs = Number.POSITIVE_INFINITY
  let modemMutedAtMs: number | undefined
  let messageAtMs: number | undefined
  const onEdge = (): void => {
    const nowMs = systemClock.nowMs()
    if (nowMs - lastEdgeMs > EDGE_HOLDS_MS) edgesSinceMs = nowMs
    lastEdgeMs = nowMs
  }
  const onModemMuted = (atMs: number): void => {
    modemMutedAtMs ??= atMs
  }
  /** Whether nothing else had muted before the message was there. */
  let isOrderFirst = false
  const onMessage = (atMs: number): void => {
    messageAtMs = atMs
    isOrderFirst = modemMutedAtMs === undefined && atMs - lastEdgeMs < EDGE_HOLDS_MS
  }
  const rig = await serveTwin({ modem: modemTap(onModemMuted), lte: messageTap(onMessage) }, onEdge)
  const bus = await SocketBus.open({
    transport: await zmqTransport(rig.busFolder),
    services: [],
    run: 'bench',
    clock: systemClock,
  })
  let isPermitted = false
  bus.subscribe('transmit', ({ terminals }) => {
    isPermitted = terminals['oneweb']?.isPermitted === true
  })
  const orchestrator = new Orchestrator({ clock: systemClock, program, onEvent: () => undefined })
  await Promise.all(
    servicesOf({}).map((name) =>
      orchestrator.start({ name, args: [...rig.runArgs, '--service', name], niceness: nicenessOf(name) }),
    ),
  )

  const untilTransmitting = async (): Promise<void> => {
    const limitMs = systemClock.nowMs() + TRANSMITS_WITHIN_MS
    for (;;) {
      const nowMs = systemClock.nowMs()
      const isSteady = nowMs - lastEdgeMs < EDGE_HOLDS_MS && nowMs - edgesSinceMs > PERMITTED_FOR_MS
      if (isSteady && isPermitted) return
      if (nowMs > limitMs) throw tooLate('oneweb', `did not transmit within ${TRANSMITS_WITHIN_MS / 1000} s`)
      await sleep(systemClock, LOOK_EVERY_MS)
    }
  }

  const untilMessage = async (): Promise<number> => {
    const limitMs = systemClock.nowMs() + TEXT_COMES_WITHIN_MS
    while (messageAtMs === undefined) {
      if (systemClock.nowMs() > limitMs) throw tooLate('lte', 'no text message came over its line')
      await sleep(systemClock, LOOK_EVERY_MS)
    }
    return messageAtMs
  }

  /** Absent when something else had muted just before. */
  const orderOnce = async (): Promise<MutedByOrder | undefined> => {
    await untilTransmitting()
    messageAtMs = undefined
    modemMutedAtMs = undefined
    rig.operator.order('disable')
    const cameAtMs = await untilMessage()
    await sleep(systemClock, WATCH_MS)
    if (!isOrderFirst) return undefined
    const lineMs = Math.max(0, lastEdgeMs + EDGE_HOLDS_MS - cameAtMs)
    const modemMs = (modemMutedAtMs ?? Number.POSITIVE_INFINITY) - cameAtMs
    progress(`order by text message: line ${lineMs.toFixed(0)} ms, modem ${modemMs.toFixed(0)} ms`)
    return { lineMs, modemMs }
  }

  return {
    muteByOrder: async () => {
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const timed = await orderOnce()
        rig.operator.order('release')
        if (timed) return timed
      }
      throw tooLate('oneweb', `something else muted it each of ${TRIES} times`)
    },
    mute: async ({ service, signal }) => {
      await untilTransmitting()
      modemMutedAtMs = undefined
      const sentAtMs = systemClock.nowMs()
      orchestrator.kill(service, signal)
      await sleep(systemClock, WATCH_MS)
      const lineMs = Math.max(0, lastEdgeMs + EDGE_HOLDS_MS - sentAtMs)
      const modemMs = modemMutedAtMs === undefined ? undefined : modemMutedAtMs - sentAtMs
      if (signal === 'SIGSTOP') orchestrator.kill(service, 'SIGCONT')
      progress(`${service} ${signal}: line ${lineMs.toFixed(0)} ms, modem ${modemMs?.toFixed(0) ?? 'not told'} ms`)
      return { lineMs, ...(modemMs !== undefined && { modemMs }) }
    },
    close: async () => {
      await orchestrator.stop()
      await bus.close()
      await rig.close()
    },
  }
}
