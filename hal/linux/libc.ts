import { TerminalError } from '../terminal-error.ts'

/** The few calls of the C library that Node does not offer; loaded once, when the first pseudo-terminal is opened. */
export interface Libc {
  /** A new pseudo-terminal's master side, non-blocking, and the path of its other side. */
  openMaster(): { fd: number; path: string }
  /** Raw mode without echo on an open terminal. */
  makeRaw(fd: number): void
  /** Has a serial line mark what arrived damaged, as `LineMarks` reads it. */
  markErrors(fd: number): void
  duplicate(fd: number): number
  /** Closes a descriptor that was opened here, which Node does not know of. */
  close(fd: number): void
  /** What poll(2) would report now, without waiting. */
  pollNow(fd: number): { canRead: boolean; isHungUp: boolean }
  /** Forgets what a terminal still holds in both directions; on the other side's descriptor only. */
  flush(fd: number): void
}

const O_RDWR = 0o2
const O_NOCTTY = 0o400
const O_NONBLOCK = 0o4000
const O_CLOEXEC = 0o2000000
const F_DUPFD_CLOEXEC = 1030
const TCSANOW = 0
const TCIOFLUSH = 2
const POLLIN = 0x1
const POLLHUP = 0x10
/** Flags of c_iflag. */
const IGNBRK = 0o1
const BRKINT = 0o2
const IGNPAR = 0o4
const PARMRK = 0o10
const INPCK = 0o20
const ISTRIP = 0o40
/** Larger than struct termios of glibc and musl on every CPU. */
const TERMIOS_BYTES = 128

const check = (call: string, result: unknown): number => {
  if (typeof result === 'number' && result >= 0) return result
  const message = `the kernel refused ${call}; are pseudo-terminals (devpts) mounted and not used up?`
  throw new TerminalError({ code: 'port-failed', device: 'pty', retry: 'backoff', message })
}

const openMaster = (call: (name: string, ...args: unknown[]) => number): { fd: number; path: string } => {
  const fd = check('posix_openpt', call('posix_openpt', O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC))
  check('grantpt', call('grantpt', fd))
  check('unlockpt', call('unlockpt', fd))
  const name = Buffer.alloc(128)
  check('ptsname_r', -Math.abs(call('ptsname_r', fd, name, name.length)))
  return { fd, path: name.toString('latin1', 0, name.indexOf(0)) }
}

const signatures: Readonly<Record<string, string>> = {
  posix_openpt: 'int posix_openpt(int flags)',
  grantpt: 'int grantpt(int fd)',
  unlockpt: 'int unlockpt(int fd)',
  ptsname_r: 'int ptsname_r(int fd, void *name, size_t length)',
  tcgetattr: 'int tcgetattr(int fd, void *termios)',
  cfmakeraw: 'void cfmakeraw(void *termios)',
  tcsetattr: 'int tcsetattr(int fd, int when, void *termios)',
  tcflush: 'int tcflush(int fd, int queue)',
  close: 'int close(int fd)',
  fcntl: 'int fcntl(int fd, int command, ...)',
  poll: 'int poll(void *fds, unsigned long count, int timeout)',
}

/** Functions of glibc by their C declarations; rejects where there is no glibc. */
export const bindLibc = async (
  signatures: Readonly<Record<string, string>>,
): Promise<(name: string, ...args: unknown[]) => number> => {
  const { default: koffi } = await import('koffi')
  const library = koffi.load('libc.so.6')
  const functions = new Map(Object.entries(signatures).map(([name, signature]) => [name, library.func(signature)]))
  return (name, ...args) => Number(functions.get(name)?.(...args))
}

/** Loads the C library; rejects where it is none of glibc's. */
export const loadLibc = async (): Promise<Libc> => {
  const call = await bindLibc(signatures)
  return {
    openMaster: () => openMaster(call),
    makeRaw: (fd) => {
      const termios = Buffer.alloc(TERMIOS_BYTES)
      check('tcgetattr', call('tcgetattr', fd, termios))
      call('cfmakeraw', termios)
      check('tcsetattr', call('tcsetattr', fd, TCSANOW, termios))
    },
    markErrors: (fd) => {
      const termios = Buffer.alloc(TERMIOS_BYTES)
      check('tcgetattr', call('tcgetattr', fd, termios))
      // c_iflag is the first word of it in Linux, on every CPU.
      const input = new Uint32Array(termios.buffer, termios.byteOffset, 1)
      input[0] = ((input[0] ?? 0) | PARMRK | INPCK) & ~(IGNBRK | BRKINT | IGNPAR | ISTRIP)
      check('tcsetattr', call('tcsetattr', fd, TCSANOW, termios))
    },
    duplicate: (fd) => check('fcntl', call('fcntl', fd, F_DUPFD_CLOEXEC, 'int', 0)),
    close: (fd) => void call('close', fd),
    pollNow: (fd) => {
      const pollFd = Buffer.alloc(8)
      pollFd.writeInt32LE(fd, 0)
      pollFd.writeInt16LE(POLLIN, 4)
      call('poll', pollFd, 1, 0)
      const revents = pollFd.readInt16LE(6)
      return { canRead: (revents & POLLIN) !== 0, isHungUp: (revents & POLLHUP) !== 0 }
    },
    flush: (fd) => void call('tcflush', fd, TCIOFLUSH),
  }
}
