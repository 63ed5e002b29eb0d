import { once } from 'node:events'
import { chmodSync, lstatSync, mkdirSync, unlinkSync } from 'node:fs'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import type { Clock } from '../clock.ts'
import type { LinkTraffic } from '../network.ts'
import { TerminalError } from '../terminal-error.ts'
import type { DeskLines, DeskNetwork } from './bench.ts'
import { missingLine, routeOn } from './in-process.ts'
import { type DeskRequest, type DeskTelling, decodeLine, deskRequest, encodeLine, lineFramer } from './protocol.ts'

/** What waits for a client that does not read; beyond it the client is cut off, and comes back if it lives. */
const MAX_UNREAD_BYTES = 262_144
const MAX_CLIENTS = 64
/** The kernel's limit for the path of a Unix socket, its final zero included. */
const MAX_PATH_BYTES = 108

/** What the desk offers, and where. */
export interface DeskServerOptions {
  /** The socket's path, at most 107 bytes; only this user can connect. */
  path: string
  gpio: DeskLines
  network: DeskNetwork
  clock: Clock
}

/** The desk while it is served. */
export interface DeskServer {
  counters(): { clients: number; badLines: number; discardedBytes: number; cutOffClients: number }
  close(): Promise<void>
}

interface Client {
  name: string
  socket: Socket
  inputs: Set<string>
  watchesTraffic: boolean
}

const occupied = (path: string, message: string): TerminalError =>
  new TerminalError({ code: 'port-busy', device: 'desk', retry: 'never', message: `${path} ${message}` })

const isServed = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(path)
    const answer = (isLive: boolean): void => {
      socket.destroy()
      resolve(isLive)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })

/** Takes away a socket that nobody serves any more; anything else in its place is refused. */
const clearPath = async (path: string): Promise<void> => {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isSocket()) throw occupied(path, 'exists and is no socket; choose another path')
  if (await isServed(path)) throw occupied(path, 'is served by another twin; end that one first')
  unlinkSync(path)
}

const listen = async (server: Server, path: string): Promise<void> => {
  if (Buffer.byteLength(path) >= MAX_PATH_BYTES) throw occupied(path, 'is too long for a socket; choose a shorter one')
  try {
    mkdirSync(dirname(path), { recursive: true })
    await clearPath(path)
    const listening = once(server, 'listening')
    server.listen(path)
    await listening
    chmodSync(path, 0o600)
  } catch (cause) {
    if (cause instanceof TerminalError) throw cause
    const message = `cannot serve ${path}; check that its folder can be written to`
    throw new TerminalError({ code: 'port-denied', device: 'desk', retry: 'never', message, cause })
  }
}

type Handlers = { [Do in DeskRequest['do']]: (client: Client, request: Extract<DeskRequest, { do: Do }>) => void }

/** What each request does to the desk. */
const handlersFor = (options: DeskServerOptions, send: (client: Client, telling: DeskTelling) => void): Handlers => {
  const { gpio, network, clock } = options
  const answer = (client: Client, id: number, code: 'gpio-missing' | 'network-failed', act: () => void): void => {
    try {
      act()
      send(client, { tell: 'done', id })
    } catch (error) {
      send(client, { tell: 'refused', id, code, message: error instanceof Error ? error.message : String(error) })
    }
  }
  const write = (client: Client, line: string, level: 0 | 1): void => {
    if (gpio.lines.includes(line)) gpio.writeOutput(line, level, client.name)
  }
  return {
    hello: (client, request) => {
      client.name = request.client
    },
    'open-input': (client, { id, line }) =>
      answer(client, id, 'gpio-missing', () => {
        const level = gpio.readInput(line)
        if (level === undefined) throw missingLine(line, gpio)
        client.inputs.add(line)
        send(client, { tell: 'level', line, level, atMs: clock.nowMs() })
      }),
    'close-input': (client, { line }) => void client.inputs.delete(line),
    'open-output': (client, { id, line, level }) =>
      answer(client, id, 'gpio-missing', () => {
        if (!gpio.lines.includes(line)) throw missingLine(line, gpio)
        if (level !== undefined) write(client, line, level)
      }),
    write: (client, { line, level }) => write(client, line, level),
    route: (client, { id, trafficClass, link }) =>
      answer(client, id, 'network-failed', () => routeOn(network, trafficClass, link)),
    'watch-traffic': (client) => {
      client.watchesTraffic = true
    },
    limit: (_client, { ceilingsKbps }) => network.limit(ceilingsKbps),
    counters: (client, { id }) =>
      answer(client, id, 'network-failed', () => {
        for (const counter of network.counters()) send(client, { tell: 'counter', ...counter })
      }),
    lans: (client, { id }) =>
      answer(client, id, 'network-failed', () => {
        for (const lan of network.lans()) send(client, { tell: 'lan', ...lan })
      }),
  }
}

const handle = <Request extends DeskRequest>(handlers: Handlers, client: Client, request: Request): void => {
  const act = handlers[request.do] as (client: Client, request: Request) => void
  act(client, request)
}

const trafficTelling = (seen: LinkTraffic): DeskTelling => ({ tell: 'traffic', ...seen })

/**
 * Serves the desk's lines and routing to the firmware's processes. A client that is killed simply stops writing: its
 * lines stay as they are, its edges end. Rejects with `port-busy` when something else is at the path, or `port-denied`.
 */
export const serveDesk = async (options: DeskServerOptions): Promise<DeskServer> => {
  const { path, gpio, network, clock } = options
  const clients = new Set<Client>()
  const counts = { badLines: 0, discardedBytes: 0, cutOffClients: 0 }

  const send = (client: Client, telling: DeskTelling): void => {
    const { socket } = client
    if (socket.destroyed) return
    if (socket.writableLength <= MAX_UNREAD_BYTES) {
      socket.write(encodeLine(telling))
      return
    }
    counts.cutOffClients++
    socket.destroy()
  }
  const handlers = handlersFor(options, send)
  const accept = (socket: Socket): void => {
    const framer = lineFramer()
    const client: Client = { name: 'unnamed', socket, inputs: new Set(), watchesTraffic: false }
    clients.add(client)
    socket.on('data', (bytes) => {
      for (const line of framer.push(bytes)) {
        const request = decodeLine(deskRequest, line)
        if (request) handle(handlers, client, request)
        else counts.badLines++
      }
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      counts.discardedBytes += framer.discardedBytes()
      clients.delete(client)
    })
  }

  gpio.onInputChange((line, level) => {
    const telling: DeskTelling = { tell: 'level', line, level, atMs: clock.nowMs() }
    for (const client of clients) if (client.inputs.has(line)) send(client, telling)
  })
  network.onTraffic((seen) => {
    for (const client of clients) if (client.watchesTraffic) send(client, trafficTelling(seen))
  })

  const server = createServer(accept)
  server.maxConnections = MAX_CLIENTS
  await listen(server, path)
  return {
    counters: () => ({ ...counts, clients: clients.size }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const client of clients) client.socket.destroy()
      }),
  }
}
