import { closeSync, constants, openSync, read as readFd, realpathSync } from 'node:fs'
import { isatty } from 'node:tty'
import { promisify } from 'node:util'
import type { SerialPort as NativeSerialPort } from 'serialport'
import type { OpenPort, Port, SerialSettings } from '../port.ts'
import { TerminalError, type TerminalErrorCode } from '../terminal-error.ts'
import { guardedPort } from './guarded-port.ts'
import { loadLibc } from './libc.ts'
import { LineMarks } from './line-marks.ts'

type NativePort = Awaited<ReturnType<(typeof NativeSerialPort)['binding']['open']>>
/** What serialport's stream asks of its binding, whatever the platform's options are. */
interface NativeBinding {
  open(options: object): Promise<NativePort>
}

const readAsync = promisify(readFd)

const advice: Readonly<Partial<Record<TerminalErrorCode, string>>> = {
  'port-missing': 'is not there; check the cable and the path',
  'port-denied': 'may not be opened by this user; add the user to the group of the file (often dialout)',
  'port-busy': 'is in use by another program; close that one first',
  'port-failed': 'is not a serial line that can be opened',
}

/** What the kernel itself says about a path that serialport could not open; it reports text only, we want the cause. */
const whyNotOpened = (path: string): TerminalErrorCode => {
  try {
    const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
    const isLine = isatty(fd)
    closeSync(fd)
    return isLine ? 'port-busy' : 'port-failed'
  } catch (error) {
    return openFailure((error as NodeJS.ErrnoException).code)
  }
}

/** The family of a failed open by its errno name. */
export const openFailure = (errno: string | undefined): TerminalErrorCode => {
  switch (errno) {
    case 'ENOENT':
    case 'ENODEV':
    case 'ENXIO':
    case 'EIO':
      return 'port-missing'
    case 'EACCES':
    case 'EPERM':
      return 'port-denied'
    case 'EBUSY':
      return 'port-busy'
    default:
      return 'port-failed'
  }
}

const openError = (path: string, device: string, cause: unknown): TerminalError => {
  const code = whyNotOpened(path)
  const retry = code === 'port-missing' || code === 'port-busy' ? 'backoff' : 'never'
  return new TerminalError({ code, device, retry, message: `${path} ${advice[code] ?? 'failed'}`, cause })
}

const readable = (port: NativePort): Promise<void> =>
  new Promise((resolve, reject) => {
    if (!('poller' in port)) return resolve()
    port.poller.once('readable', (error: Error | null) => (error ? reject(error) : resolve()))
  })

const hungUp = (device: string): TerminalError =>
  new TerminalError({ code: 'port-closed', device, retry: 'backoff', message: 'the other end hung up' })

/** `undefined` for "nothing yet"; any other failure goes on. */
const triedAgain = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'EAGAIN' && error.code !== 'EINTR') throw error
}

/**
 * serialport's own read takes the end of file of a hung-up line (adapter pulled, other end of a pseudo-terminal gone)
 * for "nothing yet" and asks again at once, for ever: a silent line and a busy core. This one says that the line is gone.
 */
const readOrHangUp = async (port: NativePort, device: string, at: [Buffer, number, number]) => {
  const [buffer, offset, length] = at
  while ('fd' in port && port.fd !== null) {
    const bytesRead = await readAsync(port.fd, buffer, offset, length, null).then((read) => read.bytesRead, triedAgain)
    if (bytesRead === 0) throw hungUp(device)
    if (bytesRead !== undefined) return { buffer, bytesRead }
    // A poller that was asked after its port was closed crashes the process.
    if (port.isOpen) await readable(port)
  }
  throw Object.assign(hungUp(device), { canceled: true })
}

const bindingFor = (native: NativeBinding, device: string, isTerminal: boolean): NativeBinding => ({
  open: async (options) => {
    const port = await native.open(options)
    if (isTerminal && 'fd' in port && port.fd !== null) (await loadLibc()).markErrors(port.fd)
    port.read = (buffer, offset, length) => readOrHangUp(port, device, [buffer, offset, length])
    return port
  },
})

const nativePort = async (
  path: string,
  { isTerminal = false, ...settings }: SerialSettings,
  device: string,
): Promise<NativeSerialPort> => {
  const { SerialPort } = await import('serialport')
  const binding = bindingFor(SerialPort.binding as NativeBinding, device, isTerminal)
  const options = { path, ...settings, autoOpen: false, lock: true, binding }
  const native = new SerialPort(options)
  await new Promise<void>((resolve, reject) => native.open((error) => (error ? reject(error) : resolve())))
  return native
}

/** The kernel tells nobody who opened a line without its control signals, so it is asked. */
const CARRIER_POLL_MS = 250

/**
 * Calls once when the carrier that was there is gone; a line that has no such signal (a pseudo-terminal) is left alone. One that has answered
 * before is asked again after an error: a USB adapter may miss an answer.
 */
const watchCarrier = (native: NativeSerialPort, onLost: () => void): (() => void) => {
  let hasAnswered = false
  let wasThere = false
  const timer = setInterval(() => {
    native.get((error, signals) => {
      if (error) {
        if (!hasAnswered) clearInterval(timer)
        return
      }
      hasAnswered = true
      const { dcd } = signals as unknown as { dcd: boolean }
      if (wasThere && !dcd) {
        clearInterval(timer)
        onLost()
      }
      wasThere = dcd
    })
  }, CARRIER_POLL_MS)
  timer.unref()
  return () => clearInterval(timer)
}

const serialPort = (native: NativeSerialPort, device: string, isTerminal = false): Port =>
  guardedPort(device, (events) => {
    const marks = new LineMarks()
    let why: Error | undefined
    const closeFor = (cause: Error): void => {
      // The library emits its close, without a cause, before it calls back.
      why ??= cause
      endWatch()
      native.close(() => events.closed(why))
    }
    const endWatch = isTerminal ? watchCarrier(native, () => closeFor(hungUp(device))) : () => undefined
    native.on('close', (cause: Error | null) => {
      endWatch()
      events.closed(cause ?? why)
    })
    native.on('error', closeFor)
    return {
      write: (bytes, done) =>
        void native.write(Buffer.from(bytes), (error) => (error || !isTerminal ? done(error) : native.drain(done))),
      setBaudRate: (baudRate, done) => native.update({ baudRate }, done),
      resume: (onBytes) =>
        void native.on('data', (bytes: Uint8Array) => onBytes(isTerminal ? marks.take(bytes) : bytes)),
      close: () => native.close(() => events.closed()),
    }
  })

/**
 * Opens a serial line for this process alone. Rejects with TerminalError `port-missing`, `port-busy`, `port-denied`
 * or `port-failed`, each naming the path and what to do. For the main thread only: serialport's poller ends a process
 * that uses it in a worker.
 */
export const openSerialPort =
  (path: string, settings: SerialSettings, device: string): OpenPort =>
  async () => {
    try {
      return serialPort(await nativePort(realpathSync(path), settings, device), device, settings.isTerminal)
    } catch (cause) {
      throw openError(path, device, cause)
    }
  }
