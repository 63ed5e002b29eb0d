import test from 'ava'
import { consolesIn, kernelConsoleOf } from './kernel-consoles.ts'

test('the kernel’s consoles are those of its list', (t) => {
  const text = 'tty0                 -WU (EC  p  )    4:1\nttyAMA0              -W- (E   p a)  204:64\n'
  t.deepEqual(consolesIn(text), ['/dev/tty0', '/dev/ttyAMA0'])
  t.deepEqual(consolesIn(''), [])
})

test('a device that is none, or not there, is no console of the kernel', async (t) => {
  t.is(await kernelConsoleOf('/dev/null'), undefined)
  t.is(await kernelConsoleOf('/dev/nothing-of-this-name'), undefined)
})
