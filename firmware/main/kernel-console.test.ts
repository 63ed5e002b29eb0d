import test from 'ava'
import { warnOfKernelConsoles } from './kernel-console.ts'

test('a port that the kernel has for its console is warned of, with what to do; others are not', async (t) => {
  const told: string[] = []
  await warnOfKernelConsoles({
    ports: { cable: '/dev/serial0', phone: '/dev/rfcomm0' },
    kernelConsoleOf: async (path) => (path === '/dev/serial0' ? '/dev/ttyAMA0' : undefined),
    tell: ({ subject, text, severity }) => void told.push(`${severity} ${subject}: ${text}`),
  })
  t.deepEqual(told, [
    "warning cable: /dev/serial0 is the kernel's console too: take console=ttyAMA0 out of the kernel's command line, and mask serial-getty@ttyAMA0",
  ])
})
