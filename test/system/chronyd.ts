import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Command, Desk } from './command.ts'

const folder = join(import.meta.dirname, '..', '..', 'deploy', 'chrony')

/** One of our files for chronyd, its directives without remarks. */
export const deployed = (name: string): string => readFileSync(join(folder, name), 'utf8').replaceAll(/^#.*\n/gm, '')

/** A UDP port of the loopback that was free a moment ago. */
export const freeUdpPort = async (): Promise<number> => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  socket.close()
  await once(socket, 'close')
  return port
}

/** A chronyd of the test's own: on the loopback, in the foreground, in its folder, and never touching the clock. */
export interface Chronyd {
  readonly command: Command
  /** Its command socket. */
  readonly socket: string
  path(name: string): string
}

/** Starts Debian's chronyd; `lines` is asked with the folder in which its sockets may lie. */
export const startChronyd = (desk: Desk, name: string, lines: (at: (file: string) => string) => string): Chronyd => {
  const at = (file: string): string => desk.path(name, file)
  mkdirSync(at(''))
  // chronyd refuses a folder that others may enter.
  chmodSync(at(''), 0o700)
  const own = `cmdport 0\nbindcmdaddress ${at('chronyd.sock')}\npidfile ${at('pid')}\n`
  writeFileSync(at('chrony.conf'), `${lines(at)}\n${own}`)
  const { username } = userInfo()
  const command = desk.startProgram('/usr/sbin/chronyd', '-x', '-d', '-U', '-u', username, '-f', at('chrony.conf'))
  return { command, socket: at('chronyd.sock'), path: at }
}

/** Seconds of 1970 in NTP's era 0, RFC 5905 §6. */
const NTP_EPOCH_S = 2_208_988_800

/** What a server answers to a client: RFC 5905 §7.3. */
export interface NtpAnswer {
  leap: number
  stratum: number
  refid: string
  rootDispersionS: number
  /** The server's clock less this machine's, to half the way. */
  offsetMs: number
}

const stampMs = (bytes: Buffer, at: number): number =>
  (bytes.readUInt32BE(at) - NTP_EPOCH_S + bytes.readUInt32BE(at + 4) / 2 ** 32) * 1000

/** Asks an NTP server once; `undefined` when it is silent for a second. */
export const askNtp = async (port: number, systemMs: () => number): Promise<NtpAnswer | undefined> => {
  const socket = createSocket('udp4')
  const request = Buffer.alloc(48)
  request[0] = 0x23
  request.writeUInt32BE(0x5354_504c, 40)
  try {
    const sentMs = systemMs()
    socket.send(request, port, '127.0.0.1')
    const [answer] = (await once(socket, 'message', { signal: AbortSignal.timeout(1_000) })) as [Buffer]
    const middleMs = (sentMs + systemMs()) / 2
    return {
      leap: answer.readUInt8(0) >> 6,
      stratum: answer.readUInt8(1),
      refid: answer.toString('latin1', 12, 16).replaceAll('\0', ''),
      rootDispersionS: answer.readUInt32BE(8) / 65_536,
      offsetMs: (stampMs(answer, 32) + stampMs(answer, 40)) / 2 - middleMs,
    }
  } catch {
    return undefined
  } finally {
    socket.close()
  }
}
