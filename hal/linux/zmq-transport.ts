import { once } from 'node:events'
import { chmod, mkdir, rm, rmdir, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import type { MessageReader, MessageTransport, MessageWriter, RequestClient, RequestServer } from '../message-socket.ts'
import { TerminalError } from '../terminal-error.ts'
import { busFolderOf, SHARED_BIT } from './bus-folder.ts'
import { makeFolders } from './make-folder.ts'

const loadZmq = () => import('zeromq')
type Zmq = Awaited<ReturnType<typeof loadZmq>>

/** Messages that may wait at each end for one slow reader before ZeroMQ drops the newest; chosen: ten seconds of the busiest writer. */
const HIGH_WATER_MARK = 1_000

/** Of requests and replies, a client; chosen: people ask, not loops. */
const requestLimits = { sendHighWaterMark: 64, receiveHighWaterMark: 64, maxMessageSize: 65_536 }

const reconnect = { reconnectInterval: 50, reconnectMaxInterval: 1_000 }

const SUBSCRIBE = 1

/** Messages and requests of one name have a socket each, beside each other. */
type Socket = 'topics' | 'commands'

/** Where a socket lies. */
interface Place {
  folder: string
  name: string
  socket: Socket
}

const pathOf = ({ folder, name, socket }: Place): string => join(busFolderOf(folder, name), `${socket}.ipc`)
const endpointOf = (place: Place): string => `ipc://${pathOf(place)}`

/** Whoever may enter the folder may connect: a connection needs the right to write. */
const SOCKET_MODE = 0o660
const OWNER_ONLY = 0o700
const OTHERS_AND_GROUP_WRITE = 0o027

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

const inUse = ({ folder, name }: Place, cause?: unknown): TerminalError =>
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

/** A service's folder, unless whoever started it has made it. */
const makeOwnFolder = (path: string): Promise<void> =>
  mkdir(path, { mode: OWNER_ONLY }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause
  })

/** Takes the socket's place in the folder; where somebody is already, closes it and rejects with `port-busy`. */
const bindAlone = async (socket: BoundSocket, place: Place): Promise<void> => {
  const path = pathOf(place)
  try {
    if (await isServed(path)) throw inUse(place)
    await makeOwnFolder(dirname(path))
    await socket.bind(endpointOf(place))
    await chmod(path, SOCKET_MODE)
  } catch (cause) {
    socket.close()
    throw cause instanceof TerminalError ? cause : inUse(place, cause)
  }
}

/** Unless it was prepared for several users: then the next life of the service needs it as it is. */
const leaveFolder = async (path: string): Promise<void> => {
  if (((await stat(path)).mode & SHARED_BIT) === 0) await rmdir(path)
}

const leave = async (socket: BoundSocket, place: Place): Promise<void> => {
  if (socket.closed) return
  const path = pathOf(place)
  // ZeroMQ leaves it there. Before the unbinding: afterwards it may be that of the next one already.
  await rm(path, { force: true }).catch(() => {})
  await socket.unbind(endpointOf(place)).catch(() => {})
  socket.close()
  await leaveFolder(dirname(path)).catch(() => {})
}

const openWriter = async (zmq: Zmq, folder: string, name: string): Promise<MessageWriter> => {
  const socket = new zmq.XPublisher({ ...sendNow, sendHighWaterMark: HIGH_WATER_MARK, verbosity: 'allSubs' })
  const place: Place = { folder, name, socket: 'topics' }
  await bindAlone(socket, place)
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
      await leave(socket, place)
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
  socket.connect(endpointOf({ folder, name, socket: 'topics' }))
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

const openServer = async (zmq: Zmq, folder: string, name: string): Promise<RequestServer> => {
  const socket = new zmq.Router({ ...sendNow, ...requestLimits })
  const place: Place = { folder, name, socket: 'commands' }
  await bindAlone(socket, place)
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
      await leave(socket, place)
      await reading
    },
  }
}

const openClient = (zmq: Zmq, folder: string, name: string): RequestClient => {
  // Immediate: nothing waits for a server that is not there, to be carried out long after.
  const socket = new zmq.Dealer({ ...sendNow, ...requestLimits, ...reconnect, immediate: true })
  socket.connect(endpointOf({ folder, name, socket: 'commands' }))
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

/** Made for this user alone, and kept for whom root has prepared it: never anybody's, and placed into by its owner only. */
const openFolder = async (folder: string): Promise<void> => {
  await makeFolders(folder, OWNER_ONLY)
  const { mode } = await stat(folder)
  if ((mode & OTHERS_AND_GROUP_WRITE) !== 0) await chmod(folder, mode & ~OTHERS_AND_GROUP_WRITE)
}

/**
 * ZeroMQ over Unix sockets in `folder`, which only this user can enter, or the group for which root has prepared it (`prepareBus`). Each writer and server
 * has a folder of its own in it.
 */
export const zmqTransport = async (folder: string): Promise<MessageTransport> => {
  const zmq = await loadZmq()
  await openFolder(folder)
  return {
    openWriter: (name) => openWriter(zmq, folder, name),
    openReader: (name) => openReader(zmq, folder, name),
    openServer: (name) => openServer(zmq, folder, name),
    openClient: (name) => openClient(zmq, folder, name),
  }
}
