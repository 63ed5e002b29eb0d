import { once } from 'node:events'
import { chmod, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { MessageReader, MessageTransport, MessageWriter, RequestClient, RequestServer } from '../message-socket.ts'
import { TerminalError } from '../terminal-error.ts'
import { makeFolders } from './make-folder.ts'

const loadZmq = () => import('zeromq')
type Zmq = Awaited<ReturnType<typeof loadZmq>>

/** Messages that may wait at each end for one slow reader before ZeroMQ drops the newest; chosen: ten seconds of the busiest writer. */
const HIGH_WATER_MARK = 1_000

/** Of requests and replies, a client; chosen: people ask, not loops. */
const requestLimits = { sendHighWaterMark: 64, receiveHighWaterMark: 64, maxMessageSize: 65_536 }

const reconnect = { reconnectInterval: 50, reconnectMaxInterval: 1_000 }

const SUBSCRIBE = 1

const socketPath = (folder: string, name: string): string => join(folder, `${name}.ipc`)
const endpointOf = (folder: string, name: string): string => `ipc://${socketPath(folder, name)}`

/** Whether a living process accepts at this path; ZeroMQ itself would take the place of a living writer without a word. */
const isServed = async (path: string): Promise<boolean> => {
  const probe = connect(path)
  try {
    await once(probe, 'connect')
    return true
  } catch {
    return false
  } finally {
    probe.destroy()
  }
}

const inUse = (folder: string, name: string, cause?: unknown): TerminalError =>
  new TerminalError({
    code: 'port-busy',
    device: name,
    retry: 'backoff',
    message: `cannot open its bus socket in ${folder}: is it running already?`,
    cause,
  })

type BoundSocket = InstanceType<Zmq['XPublisher'] | Zmq['Router']>

/** Without a timeout of 0 zeromq.js puts off every 513th message and throws at one that is sent before that has left (socket.cc, Send). */
const sendNow = { sendTimeout: 0, linger: 0 }

/** Takes the socket's place in the folder; where somebody is already, closes it and rejects with `port-busy`. */
const bindAlone = async (socket: BoundSocket, folder: string, name: string): Promise<void> => {
  try {
    if (await isServed(socketPath(folder, name))) throw inUse(folder, name)
    await socket.bind(endpointOf(folder, name))
  } catch (cause) {
    socket.close()
    throw cause instanceof TerminalError ? cause : inUse(folder, name, cause)
  }
}

const leave = async (socket: BoundSocket, folder: string, name: string): Promise<void> => {
  if (socket.closed) return
  // ZeroMQ leaves it there. Before the unbinding: afterwards it may be that of the next one already.
  await rm(socketPath(folder, name), { force: true }).catch(() => {})
  await socket.unbind(endpointOf(folder, name)).catch(() => {})
  socket.close()
}

const openWriter = async (zmq: Zmq, folder: string, name: string): Promise<MessageWriter> => {
  const socket = new zmq.XPublisher({ ...sendNow, sendHighWaterMark: HIGH_WATER_MARK, verbosity: 'allSubs' })
  await bindAlone(socket, folder, name)
  let tell: (channel: string) => void = () => {}
  const watch = async (): Promise<void> => {
    for await (const [message] of socket) if (message?.[0] === SUBSCRIBE) tell(message.toString('utf8', 1))
  }
  const watching = watch().catch(() => {})
  return {
    send: (channel, body) => {
      if (!socket.closed) socket.send([channel, body]).catch(() => {})
    },
    onSubscriber: (handler) => {
      tell = handler
    },
    close: async () => {
      await leave(socket, folder, name)
      await watching
    },
  }
}

const openReader = (zmq: Zmq, folder: string, name: string): MessageReader => {
  const socket = new zmq.Subscriber({
    linger: 0,
    receiveHighWaterMark: HIGH_WATER_MARK,
    ...reconnect,
  })
  socket.connect(endpointOf(folder, name))
  let receive: (channel: string, body: string) => void = () => {}
  const read = async (): Promise<void> => {
    for await (const [channel, body] of socket) if (channel && body) receive(channel.toString(), body.toString())
  }
  const reading = read().catch(() => {})
  return {
    subscribe: (channel) => socket.subscribe(channel),
    onMessage: (handler) => {
      receive = handler
    },
    close: async () => {
      socket.close()
      await reading
    },
  }
}

/** A server of requests has a socket beside its topics. */
const serverName = (name: string): string => `${name}.cmd`

const openServer = async (zmq: Zmq, folder: string, name: string): Promise<RequestServer> => {
  const socket = new zmq.Router({ ...sendNow, ...requestLimits })
  await bindAlone(socket, folder, serverName(name))
  let take: (body: string, reply: (body: string) => void) => void = () => {}
  const read = async (): Promise<void> => {
    for await (const [client, request] of socket) {
      if (!client || !request) continue
      take(request.toString(), (body) => {
        if (!socket.closed) socket.send([client, body]).catch(() => {})
      })
    }
  }
  const reading = read().catch(() => {})
  return {
    onRequest: (handler) => {
      take = handler
    },
    close: async () => {
      await leave(socket, folder, serverName(name))
      await reading
    },
  }
}

const openClient = (zmq: Zmq, folder: string, name: string): RequestClient => {
  // Immediate: nothing waits for a server that is not there, to be carried out long after.
  const socket = new zmq.Dealer({ ...sendNow, ...requestLimits, ...reconnect, immediate: true })
  socket.connect(endpointOf(folder, serverName(name)))
  let receive: (body: string) => void = () => {}
  const read = async (): Promise<void> => {
    for await (const [body] of socket) if (body) receive(body.toString())
  }
  const reading = read().catch(() => {})
  return {
    send: async (body) => {
      try {
        await socket.send(body)
        return true
      } catch {
        return false
      }
    },
    onReply: (handler) => {
      receive = handler
    },
    close: async () => {
      socket.close()
      await reading
    },
  }
}

/** ZeroMQ over Unix sockets in `folder`, which only this user can enter. */
export const zmqTransport = async (folder: string): Promise<MessageTransport> => {
  const zmq = await loadZmq()
  await makeFolders(folder, 0o700)
  await chmod(folder, 0o700)
  return {
    openWriter: (name) => openWriter(zmq, folder, name),
    openReader: (name) => openReader(zmq, folder, name),
    openServer: (name) => openServer(zmq, folder, name),
    openClient: (name) => openClient(zmq, folder, name),
  }
}
