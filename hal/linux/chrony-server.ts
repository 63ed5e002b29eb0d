import type { Clock } from '../clock.ts'
import { TerminalError } from '../terminal-error.ts'
import type { TimeServer } from '../utc-clock.ts'
import { bindLibc } from './libc.ts'
import { wallUtcMs } from './wall-clock.ts'

const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000
const MSG_DONTWAIT = 0x40
const MSG_NOSIGNAL = 0x4000
/** struct sockaddr_un: a family and a path of at most 107 bytes with its end. */
const PATH_BYTES = 107
/** refclock_sock.c of chrony: version 0 of struct sock_sample. */
const SOCK_MAGIC = 0x534f434b
const SAMPLE_BYTES = 40

const signatures = {
  socket: 'int socket(int domain, int type, int protocol)',
  sendto:
    'long sendto(int fd, const void *bytes, unsigned long length, int flags, const void *to, unsigned int toLength)',
  close: 'int close(int fd)',
}

/** struct sock_sample of a 64-bit machine: when by the system's clock, and how far UTC is ahead of that; no pulse, no leap. */
export const sockSample = (systemMs: number, aheadMs: number): Uint8Array => {
  const bytes = Buffer.alloc(SAMPLE_BYTES)
  const seconds = Math.floor(systemMs / 1000)
  bytes.writeBigInt64LE(BigInt(seconds), 0)
  bytes.writeBigInt64LE(BigInt(Math.floor((systemMs - seconds * 1000) * 1000)), 8)
  bytes.writeDoubleLE(aheadMs / 1000, 16)
  bytes.writeInt32LE(SOCK_MAGIC, 36)
  return bytes
}

const socketAddress = (path: string): Uint8Array => {
  const bytes = Buffer.alloc(2 + PATH_BYTES + 1)
  bytes.writeUInt16LE(AF_UNIX, 0)
  bytes.write(path, 2, PATH_BYTES, 'utf8')
  return bytes
}

const failed = (message: string): TerminalError =>
  new TerminalError({ code: 'port-failed', device: 'chrony', retry: 'backoff', message })

/** chronyd's reference clock of kind SOCK, whose socket chronyd makes. Rejects with TerminalError when the kernel has none. */
export const openChronyServer = async (with_: { socket: string; clock: Pick<Clock, 'nowMs'> }): Promise<TimeServer> => {
  const { socket, clock } = with_
  if (Buffer.byteLength(socket) > PATH_BYTES) throw failed(`${socket}: a socket's path has ${PATH_BYTES} bytes at most`)
  const call = await bindLibc(signatures)
  const fd = call('socket', AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  if (fd < 0) throw failed('the kernel refused a socket')
  const address = socketAddress(socket)
  return {
    tell: ({ utcMs, atMs }) => {
      const systemMs = atMs + wallUtcMs() - clock.nowMs()
      const sample = sockSample(systemMs, utcMs - systemMs)
      const sent = call('sendto', fd, sample, sample.length, MSG_DONTWAIT | MSG_NOSIGNAL, address, address.length)
      if (sent !== sample.length) throw failed(`chronyd takes no time at ${socket}`)
    },
    close: () => void call('close', fd),
  }
}
