import test from 'ava'
import type { StepperBoard, StepperMessage } from '../stepper-board.ts'
import { johnnyFiveSteppers } from './johnny-five-steppers.ts'

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const HELLO = 'f90206 f0790206 4300 f7'
const wiring = { device: 1, pins: { step: 4, direction: 5, limit: 9 } }

/** One turn of the event loop: johnny-five says that it is ready in the next. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const ready = async () => {
  const board: StepperBoard = await johnnyFiveSteppers()
  const messages: StepperMessage[] = []
  let discarded = 0
  board.attach({
    onMessage: (message) => messages.push(message),
    onDiscard: (bytes) => {
      discarded += bytes
    },
  })
  const say = (text: string): void => board.receive(bytesOf(text))
  say(HELLO)
  await turn()
  return { board, messages, say, discarded: () => discarded }
}

test('johnny-five writes the messages of ConfigurableFirmata', async (t) => {
  const { board } = await ready()
  const { commands } = board
  t.is(hex(commands.greet()), 'f9f079f7')
  t.is(hex(commands.configure(wiring, 640)), 'f062000110040500f7f062080140000030f7f4090bd101')
  t.is(hex(commands.setSpeed(0, 960)), 'f062090060000030f7')
  t.is(hex(commands.moveTo(1, -80_000)), 'f06203010071040008f7')
  t.is(hex(commands.stop(1)), 'f0620501f7')
  t.is(hex(commands.zero(1)), 'f0620101f7')
  t.is(hex(commands.askPosition(1)), 'f0620601f7')
  board.close()
})

test('a start, positions, ends of moves and switches are told', async (t) => {
  const { board, messages, say } = await ready()
  board.commands.configure(wiring, 640)
  say('f06206010071040008f7 f0620a01007d000000f7 910200 910000')
  t.deepEqual(messages, [
    { kind: 'started' },
    { kind: 'position', device: 1, steps: -80_000 },
    { kind: 'position', device: 1, steps: 16_000 },
    { kind: 'switch', pin: 9, isHigh: true },
    { kind: 'switch', pin: 9, isHigh: false },
  ])
  board.close()
})

test('a board that starts again is told so, and set up again it says everything once', async (t) => {
  const { board, messages, say } = await ready()
  board.commands.configure(wiring, 640)
  say(HELLO)
  t.is(hex(board.commands.configure(wiring, 640)), 'f062000110040500f7f062080140000030f7f4090bd101')
  say('910200 f0620601007d000000f7')
  t.deepEqual(
    messages.map(({ kind }) => kind),
    ['started', 'started', 'switch', 'position'],
  )
  board.close()
})

test('cut positions and strays are counted and tell nothing', async (t) => {
  const { board, messages, say, discarded } = await ready()
  board.commands.configure(wiring, 640)
  say('05 f062060100f7 f06206 f7')
  t.deepEqual([messages.length, discarded()], [1, 11])
  board.close()
})

test('half a message is forgotten when the line is new', async (t) => {
  const { board, messages, say } = await ready()
  board.commands.configure(wiring, 640)
  say('f0620601')
  board.reset()
  say('007d000000f7')
  t.is(messages.length, 1)
  board.close()
})
